#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Floods of each kind, from outside and by a container, each of ten times as many packets as
# there may be flows: connections live on, others make theirs, and there is no more of
# anything than there may be. FLOODS_FLOWS is the limit of flows; FLOODS names those which
# are done, by an extended regular expression. What was measured is in
# Documentation/threat-model.rst.
# Changes the host: all containers together have few flows meanwhile (flows_max).
#
#   outside, strangers ---- uplink  host ---- network --+-- server, other (published)
#                                                       +-- mallory
#                                                       '-- left, right (published)

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_ipv6.sh"
. "$here/lib_traffic.sh"
requires ethtool nft nsenter
limit=${FLOODS_FLOWS:-300}
count=$((10 * limit))

net=net-$tag server=server-$tag other=other-$tag mallory=mallory-$tag
left=left-$tag right=right-$tag stranger=$subnet.3 strangers=100.64.0.0
parameter=/sys/module/ctrnet/parameters/flows_max

outside_create
network_create "$net" --subnet "$prefix::/64"
device=$(device_of "$net")
start "$server" --network "$net" -p "$port:80" -p "$((port + 2)):9/udp" -- python3 -c "$reporter" 80 echo
start "$other" --network "$net" -p "$((port + 1)):80/udp" -- python3 -c "$reporter" 80 echo
start "$mallory" --network "$net" -- sleep infinity
start "$left" --network "$net" -p "$((port + 3)):80/udp" -- sleep infinity
start "$right" --network "$net" -p "$((port + 4)):80/udp" -- sleep infinity
wait_for 20 is_listening "$server" tcp 80
wait_for 20 is_listening "$other" tcp 80

# What is sent to strangers goes as far as to a wire.
ip neighbour replace "$stranger" dev "$uplink" nud permanent \
	lladdr "$(ip -n "$outside" -j link show eth0 | jq -r '.[0].address')"
ip route add "$strangers/10" via "$stranger"
at_exit eval "echo $(<"$parameter") >$parameter"
echo "$limit" >"$parameter"

router=$(<"/sys/class/net/$uplink/address") bridge=$(<"/sys/class/net/$device/address")
MALLORY=$(address "$mallory") GATEWAY4=$(gateway "$mallory") OTHER=$(address "$other")
to_host="mac=$router to=$uplink_address" by_gateway="mac=$bridge from=$MALLORY"
# What is flooded, from where, and with what; by which counter (see counter) it shows that it has
# arrived, or was answered, and how many are not enough, if not $few.
few=$((limit < 10000 ? limit : 10000))
mapfile -t rows < <(grep -E "^[^|]*(${FLOODS:-}).*\|" <<END
SYNs of one stranger|outside|syn $to_host from=$stranger port=$port|outside Ip:InAddrErrors
SYNs of many|outside|syn-sources $to_host from=$strangers port=$port|outside Ip:InAddrErrors
datagrams of many|outside|udp-sources $to_host from=$strangers port=$((port + 2))|$server Udp:NoPorts
datagrams to any port|outside|udp-ports $to_host from=$stranger port=1|host Udp:NoPorts
first fragments|outside|first-fragments $to_host from=$stranger port=$((port + 2))|host Ip:ReasmReqds
last fragments|outside|last-fragments $to_host from=$stranger port=$((port + 2))|host Ip:ReasmReqds
pings|outside|echo $to_host from=$stranger|host Icmp:InEchos
ICMP errors about nothing|outside|unreachable $to_host from=$stranger port=$port|host Icmp:InDestUnreachs
a container's datagrams|$mallory|udp-ports $by_gateway to=$outside_address port=1|outside Udp:NoPorts
a container's SYNs|$mallory|syn $by_gateway to=$outside_address port=9|$mallory Tcp:InSegs
a container's SYNs to a published port|$mallory|syn $by_gateway to=$GATEWAY4 port=$port|$mallory Tcp:InSegs
a container's pings|$mallory|echo $by_gateway to=$outside_address|$mallory Icmp:InEchoReps
a container's broadcasts|$mallory|broadcast from=$MALLORY to=255.255.255.255 port=9|$other IpExt:InBcastPkts
a container's ARP|$mallory|arp from=$MALLORY to=$OTHER|$mallory ARP 1
a container's neighbour solicitations|$mallory|solicit from=$(link_local "$mallory") to=$prefix::1|$mallory Icmp6InNeighborAdvertisements 1
a port published again and again|host|publish
END
)
plan $((3 + 4 * ${#rows[@]} + $(printf '%s\n' "${rows[@]}" | awk -F '|' 'NF > 3' | wc -l)))

flows() {
	ctrnetctl flow ls --json | jq length
}

# dropped: by reason, what the network has dropped
dropped() {
	ethtool -S "$device" | awk '/drop-/ { gsub(/drop-|:/, ""); print $1, $2 }'
}

# fragments: bytes which the host keeps of them; the last one taken may be too many
fragments() {
	awk '$1 == "FRAG:" { print $NF }' /proc/net/sockstat
}
fragments_max=$(( $(sysctl -n net.ipv4.ipfrag_high_thresh) + 0x10000 ))

slabs() {
	awk '$1 == "Slab:" { print $2 }' /proc/meminfo
}

endpoints_of "$device"
endpoint=$(endpoint "$mallory")

# begin PLACE KIND VALUE...: in the background
begin() {
	local net=/run/netns/$outside

	case $1 in
	host)    "$here/publishes.py" "$endpoint" $((port + 5)) "$limit" & return ;;
	outside) ;;
	*)       net=/proc/$(pid "$1")/ns/net ;;
	esac
	nsenter "--net=$net" -- python3 "$here/flood.py" eth0 "$2" "$count" "${@:3}" &
}

# counter PLACE NAME: one of the kernel's, by its name; ARP is what was received and is
# neither IPv4 nor IPv6
counter() {
	at "$1" cat /proc/net/{snmp,netstat,snmp6,dev} | awk -v name="$2" '
		$2 ~ /^[A-Z]/ { split($0, names) }
		$2 ~ /^[0-9]/ && NF == 2 { value[$1] = $2 }
		$2 ~ /^[0-9]/ && NF > 2 { for (i = 2; i <= NF; i++) value[$1 names[i]] = $i }
		$1 == "eth0:" { value["ARP"] = $3 - value["Ip:InReceives"] - value["Ip6InReceives"] }
		END { print value[name] }'
}

# floods TEXT COUNTER PLACE KIND VALUE...: what holds meanwhile, and afterwards
floods() {
	local before slabs flood made=0 served=0 begun=$EPOCHREALTIME seconds drops
	local where counter too_few counted arrived=

	read -r where counter too_few <<<"$2"
	[[ -z $2 ]] || counted=$(counter "$where" "$counter")
	before=$(dropped) slabs=$(slabs)
	begin "${@:3}"
	flood=$!
	at_exit kill -KILL "$flood"
	read -r made served <<<"$(bystander connect "$flood")"
	seconds=$(awk "BEGIN { print $EPOCHREALTIME - $begun }")
	between "$1: of $made connections hardly one fails" $((made - made / 100)) "$made" "$served"
	between "$1: there are no more flows than there may be" 0 "$limit" "$(flows)"
	between "$1: nor fragments" 0 "$fragments_max" "$(fragments)"
	drops=$(dropped | awk 'NR == FNR { before[$1] = $2; next } $2 > before[$1] {
		printf ", %s %d", $1, $2 - before[$1] }' <(echo "$before") -)
	[[ -z $2 ]] || arrived=$(($(counter "$where" "$counter") - counted))
	note "$seconds s, ${arrived:+$arrived arrived, }$served of $made, $(($(slabs) - slabs)) KiB more, a trip $(bystander trip) ns$drops"
	is "$1: ten others live on" 0,10 "$(status_of wait "$flood"),$(bystander alive)"
	[[ -z $2 ]] || grows "$1: it has arrived" "${too_few:-$few}" "$arrived"
}

bystander_begin "$uplink_address" "$port" $((port + 1))
is "ten connections" 10 "$(bystander alive)"
note "before, a trip $(bystander trip) ns"
for row in "${rows[@]}"; do
	IFS='|' read -r text place what counter <<<"$row"
	# shellcheck disable=SC2086 # words
	floods "$text" "$counter" "$place" $what
done

# Two containers send to each other's published port what comes to their own.
# passes_on NAME PORT
passes_on() {
	in_net "$1" sysctl -qw net.ipv4.ip_forward=1
	in_net "$1" nft -f - <<-END
		table ip loop {
			chain prerouting {
				type nat hook prerouting priority dstnat
				udp dport 80 dnat to $GATEWAY4:$2
			}
			chain postrouting {
				type nat hook postrouting priority srcnat
				masquerade
			}
		}
	END
}
passes_on "$left" $((port + 4))
passes_on "$right" $((port + 3))
before=$(received "$left")
at outside bash -c "echo x >/dev/udp/$uplink_address/$((port + 3))"
# settled: no more packets than a while ago
settled() {
	local n

	n=$(received "$left")
	pause 1
	(( $(received "$left") == n ))
}
wait_for 60 settled
between "a loop of published ports ends with the packet's lifetime" 2 64 \
	$(( $(received "$left") - before ))
succeeds "the kernel did not complain" log_is_clean
