#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A network with IPv6: addresses, routes, names, links and published ports.
#
#   host ::1 --- network "net", $prefix::/64 --- one, two
#         \----- network "plain", IPv4 only ----- three

. "${BASH_SOURCE[0]%/*}/lib.sh"
[[ -e /proc/sys/net/ipv6 ]] || skip_all "needs IPv6"
requires getent ping
plan 33

net=net-$tag plain=plain-$tag one=one-$tag two=two-$tag three=three-$tag
# As the kernel writes it: without zeros in front.
prefix=fd$(printf '%02x:%x' $((0x$tag >> 16)) $((0x$tag & 0xffff | 0x1000)))

hosts() {
	ctrnetctl exec "$1" cat /etc/hosts
}
address6() {
	field "$1" .NetworkSettings.GlobalIPv6Address
}
on() {
	ctrnetctl network inspect -f "{{$2}}" "$1"
}

# --- addresses and routes ---
network_create "$net" --subnet "$subnet.0/24" --subnet "$prefix::/64"
is "inspect shows both subnets" "$subnet.0/24 $prefix::/64 $prefix::1 true" \
	"$(on "$net" '(index .IPAM.Config 0).Subnet') $(on "$net" '(index .IPAM.Config 1).Subnet') $(on "$net" '(index .IPAM.Config 1).Gateway') $(on "$net" .EnableIPv6)"
is "the host has the gateway's address" "$prefix::1" \
	"$(ip -j -6 address show dev "$(device_of "$net")" scope global | jq -r '.[0].addr_info[0].local')"
start_reporter "$one" --network "$net" -h onehost -p "$port:80"
ONE=$(address "$one") ONE6=$(address6 "$one")
is "a container's address is as far from the first as that of IPv4" "$prefix::${ONE##*.}" "$ONE6"
is "inspect has the rest" "64 $prefix::1" \
	"$(field "$one" .NetworkSettings.GlobalIPv6PrefixLen) $(field "$one" .NetworkSettings.IPv6Gateway)"
is "the container has it" "$ONE6" \
	"$(ctrnetctl exec "$one" ip -j -6 address show dev eth0 scope global | jq -r '.[0].addr_info[0].local')"
is "and a way out" "$prefix::1" \
	"$(ctrnetctl exec "$one" ip -j -6 route show default | jq -r '.[0].gateway')"
is "the network lists it" "$ONE6/64" \
	"$(ctrnetctl network inspect "$net" | jq -r '.[0].Containers[].IPv6Address')"
start "$two" --network "$net" --ip6 "$prefix::77" --network-alias deux -h twohost -- sleep infinity
is "an address of choice" "$prefix::77" "$(address6 "$two")"
succeeds "the host reaches it" ping -qc 1 -W 15 "$prefix::77"
succeeds "and the other container" ctrnetctl exec "$one" ping -qc 1 -W 15 "$prefix::77"

# --- names ---
is "peers know each other by both addresses" "$(address "$two")	$two twohost deux
$prefix::77	$two twohost deux" "$(hosts "$one" | grep "$two")"
like "a name leads to IPv6" "^$prefix::77 " "$(ctrnetctl exec "$one" getent ahostsv6 deux)"
is "the own lines are the last, one of each family" "$ONE	onehost
$ONE6	onehost" "$(hosts "$one" | tail -n 2)"

# --- links ---
ctrnetctl link "$two" "$one:web" >/dev/null
is "a link has a line of each family" "$ONE	web onehost $one
$ONE6	web onehost $one" "$(hosts "$two" | grep $'\tweb ')"
ctrnetctl exec "$two" sh -c 'sed "s/web onehost/web mine onehost/" /etc/hosts >/tmp/h; cat /tmp/h >/etc/hosts'
ctrnetctl restart -t 0 "$one" >/dev/null
wait_for 20 is_listening "$one" tcp 80
is "each follows, and what was edited stays" "$(address "$one")	web mine onehost $one
$(address6 "$one")	web mine onehost $one" "$(hosts "$two" | grep $'\tweb ')"
ctrnetctl unlink "$two" web >/dev/null
lacks "unlink takes both" $'\tweb ' hosts "$two"

# --- published ports ---
is "a port without an address is published in both families" "0.0.0.0:$port
[::]:$port" "$(ctrnetctl port "$one" 80)"
is "it leads there from ::1" "$prefix::1" "$(ask host tcp ::1 "$port")"
is "from 127.0.0.1" "$(gateway "$one")" "$(ask host tcp 127.0.0.1 "$port")"
is "and from a peer, with its address" "$prefix::77" "$(ask "$two" tcp "$prefix::1" "$port")"
ctrnetctl publish "$one" "[::1]:$((port + 1)):80" >/dev/null
is "a port on an address" "$prefix::1" "$(ask host tcp ::1 $((port + 1)))"

# --- a network without ---
network_create "$plain"
start "$three" --network "$plain" -- sleep infinity
is "a network has none unless it is asked for" " false" "$(address6 "$three") $(on "$plain" .EnableIPv6)"
ctrnetctl network connect --ip6 "$prefix::99" "$net" "$three"
is "a container may have it on one network only" "$prefix::99" \
	"$(field "$three" "(index .NetworkSettings.Networks \"$net\").GlobalIPv6Address")"
is "the others know it there" "$prefix::99" \
	"$(hosts "$one" | awk -v name="$three" '$2 == name && /:/ { print $1 }')"
ctrnetctl network disconnect "$net" "$three"
lacks "and forget it" "$three" hosts "$one"
lacks "as it does itself" "$prefix" hosts "$three"
network_create "auto-$tag" --ipv6
like "a range of its own choice is a private one" '^fd[0-9a-f:]+::/64$' \
	"$(on "auto-$tag" '(index .IPAM.Config 1).Subnet')"

# --- refused: MESSAGE COMMAND... ---
while IFS='|' read -r text status message command; do
	# shellcheck disable=SC2086
	refused "$text" "$status" "Error: $message" ctrnetctl $command
done <<END
an address that is another's|125|Address already in use: $prefix::77 on network $net|run --rm --network $net --ip6 $prefix::77 -- true
an address of another subnet|125|no configured subnet of network $net contains IP address fd99::1|run --rm --network $net --ip6 fd99::1 -- true
an address where there are none|125|no configured subnet of network $plain contains IP address $prefix::5|run --rm --network $plain --ip6 $prefix::5 -- true
no address|125|invalid IPv6 address: 1.2.3.4|run --rm --network $net --ip6 1.2.3.4 -- true
a subnet inside another network's|1|subnet $prefix::/80 overlaps $prefix::/64 of network $net|network create --subnet $prefix::/80 x-$tag
no alias|125|Invalid network alias (a/b), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed|run --rm --network $net --network-alias a/b -- true
END
