#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the kernel itself refuses, and how it says so; through a client which
# was given only the family's specification.
#
#   host --- network ctrX --- endpoint in netns --- (no addresses but those given here)

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3 setpriv
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
plan 115

ctr=ctr-$tag ns=ns-$tag dummy=dummy-$tag
at_exit ip link delete "$ctr"
ip link add "$ctr" mtu 1400 address 02:00:00:00:00:01 type ctrnet
ip address add "$uplink_address/24" dev "$ctr"
ip link set "$ctr" up
at_exit ip netns delete "$ns"
ip netns add "$ns"
at_exit ip link delete "$dummy"
ip link add "$dummy" type dummy

# --- devices ---
no_endpoint() {
	refused "endpoint: $1" 2 "$2" ip link add "ep-$tag" "${@:3}"
}
no_endpoint "no link" "Error: an endpoint needs its network as its link." type ctrnet_ep
no_endpoint "a link of another kind" "Error: the link is not a ctrnet network." \
	link "$dummy" type ctrnet_ep
no_endpoint "an MTU larger than the network's" \
	"Error: the MTU is larger than the network's." link "$ctr" mtu 1401 type ctrnet_ep
no_endpoint "the network's own MAC address" "Error: the network has this MAC address already." \
	link "$ctr" address 02:00:00:00:00:01 type ctrnet_ep
no_endpoint "a multicast MAC address" "Error: not a unicast MAC address." \
	link "$ctr" address 03:00:00:00:00:02 type ctrnet_ep
ip link add eth0 address 02:00:00:00:00:02 netns "$ns" link "$ctr" type ctrnet_ep
no_endpoint "the MAC address of another" "Error: the network has this MAC address already." \
	link "$ctr" address 02:00:00:00:00:02 type ctrnet_ep
# Of one network there are as many as a bridge has ports.
full=full-$tag crowd=crowd-$tag
at_exit ip link delete "$full"
ip link add "$full" type ctrnet
at_exit ip netns delete "$crowd"
ip netns add "$crowd"
# ip keeps the namespace open for each line.
for first in 1 513; do
	printf "link add ep%d link $full netns $crowd type ctrnet_ep\n" \
		$(seq "$first" $((first + 511))) | ip -batch -
done
no_endpoint "one more than 1,024" "Error: the network has 1024 endpoints, which is the most." \
	link "$full" type ctrnet_ep
succeeds "endpoint: another network has room" ip link add extra link "$ctr" netns "$crowd" type ctrnet_ep
ip -n "$crowd" link delete extra
ip -n "$crowd" link delete ep1
succeeds "endpoint: so has this one when one is gone" \
	ip link add ep1 link "$full" netns "$crowd" type ctrnet_ep
ip link delete "$full"
refused "network: a multicast MAC address" 2 "Error: not a unicast MAC address." \
	ip link add "x-$tag" address 03:00:00:00:00:02 type ctrnet
is "an endpoint has its network's MTU" 1400 \
	"$(ip -n "$ns" -j link show eth0 | jq '.[0].mtu')"
refused "an endpoint cannot change its MAC address" 2 \
	"RTNETLINK answers: Operation not supported" \
	ip -n "$ns" link set eth0 address 02:00:00:00:00:03
# Kernel 6.1 does not say why.
like "a network cannot be moved" \
	'^(Error: The interface netns is immutable\.|RTNETLINK answers: Invalid argument)$' \
	"$(ip link set "$ctr" netns "$ns" 2>&1 || true)"

# --- requests ---
genl_begin
# says TEXT ANSWER REQUEST...
says() {
	is "$1" "$2" "$(request "${@:3}")"
}
index=$(ip -j link show "$ctr" | jq '.[0].ifindex')
found=$(request endpoint-get "network=$index" mac=02:00:00:00:00:02)
e=$(jq .endpoint <<<"$found")
is "an endpoint is found by its MAC address" "$index 02:00:00:00:00:02 0" \
	"$(jq -r '"\(.network) \(.mac) \(.flows)"' <<<"$found")"
is "and has no address" null "$(jq .address <<<"$found")"
ep="endpoint=$e" tcp="protocol=6" udp="protocol=17"

says "publish: without an address" "EADDRNOTAVAIL the endpoint has no address of this family [endpoint]" \
	publish-add "$ep" "$tcp" "host-port=$port" port=80

says "address: no endpoint" "EINVAL [no endpoint]" address-add "address=$subnet.9"
says "address: an endpoint which is not there" "ENOENT no such endpoint [endpoint]" \
	address-add endpoint=65000 "address=$subnet.9"
says "address: none" "EINVAL [no address]" address-add "$ep"
for bad in 0.0.0.0 127.0.0.1 224.0.0.1 255.255.255.255; do
	says "address: $bad" "EINVAL not a unicast address [address]" \
		address-add "$ep" "address=$bad"
done
says "address: the host's" "EADDRINUSE the host has this address [address]" \
	address-add "$ep" "address=$uplink_address"
says "address: three bytes" "EINVAL an address has 4 or 16 bytes [address]" \
	address-add "$ep" address=0xc61200
says "address: to take what it does not have" \
	"EADDRNOTAVAIL the endpoint does not have this address [address]" \
	address-del "$ep" "address=$subnet.9"
says "address: given" "{}" address-add "$ep" "address=$outside_address"
is "an endpoint is found by its address" "$e" \
	"$(request endpoint-get "address=$outside_address" | jq .endpoint)"
says "or not" "ENOENT no endpoint has this address [address]" endpoint-get "address=$subnet.9"
says "address: a second one" "EEXIST the endpoint has an address already [address]" \
	address-add "$ep" "address=$subnet.9"
ip link add eth1 netns "$ns" link "$ctr" type ctrnet_ep
at_exit ip link delete "$ctr-2"
ip link add "$ctr-2" type ctrnet
ip link add eth2 address 02:00:00:00:00:08 netns "$ns" link "$ctr-2" type ctrnet_ep
far=$(request endpoint-get "network=$(ip -j link show "$ctr-2" | jq '.[0].ifindex')" \
	mac=02:00:00:00:00:08 | jq .endpoint)
other=$(request dump endpoint-get | jq "map(select(.network == $index and .endpoint != $e))[0].endpoint")
says "address: of another endpoint" "EADDRINUSE another endpoint has this address [address]" \
	address-add "endpoint=$other" "address=$outside_address"

says "publish: DCCP" "EPROTONOSUPPORT only TCP, UDP and SCTP ports can be published [protocol]" \
	publish-add "$ep" protocol=33 "host-port=$port" port=80
says "publish: no protocol" "EINVAL [no protocol]" publish-add "$ep" "host-port=$port" port=80
says "publish: no port" "EINVAL [no port]" publish-add "$ep" "$tcp" "host-port=$port"
like "publish: port 0" "^ERANGE .*\[port\]$" \
	"$(request publish-add "$ep" "$tcp" "host-port=$port" port=0)"
like "publish: port 65536" "^ERANGE .*\[host-port\]$" \
	"$(request publish-add "$ep" "$tcp" host-port=65536 port=80)"
says "publish: a range from its end" "EINVAL the last port is below the first one [host-port-end]" \
	publish-add "$ep" "$tcp" "host-port=$port" "host-port-end=$((port - 1))" port=80
says "publish: a range past the last port" "EINVAL the endpoint's ports would pass 65535 [port]" \
	publish-add "$ep" "$tcp" "host-port=$port" "host-port-end=$((port + 9))" port=65530
says "publish: a link-local address" \
	"EINVAL ports cannot be published on a link-local address [host-address]" \
	publish-add "$ep" "$tcp" host-address=fe80::1 "host-port=$port" port=80
says "publish: an address of two bytes" "EINVAL an address has 4 or 16 bytes [host-address]" \
	publish-add "$ep" "$tcp" host-address=0xc612 "host-port=$port" port=80
says "publish: an endpoint which is not there" "ENOENT no such endpoint [endpoint]" \
	publish-add endpoint=65000 "$tcp" "host-port=$port" port=80
says "publish: an address which is not the host's" "EADDRNOTAVAIL the host does not have the address [host-address]" \
	publish-add "$ep" "$tcp" host-address=192.0.2.1 "host-port=$port" port=80
background host socat TCP-LISTEN:"$port" -
wait_for 20 is_listening host tcp "$port"
says "publish: a port of a process" "EADDRINUSE a socket of the host has the port [host-port]" \
	publish-add "$ep" "$tcp" "host-port=$port" port=80
says "publish-set: no ports" "EINVAL [no ports]" publish-set "$ep"
# part PORT: of TCP, for publish-set
part() {
	echo "ports=protocol:6,host-port:$1,port:80"
}
says "publish-set: one of them is a process's" "EADDRINUSE a socket of the host has the port [ports]" \
	publish-set "$ep" "$(part $((port + 1)))" "$(part "$port")" "$(part $((port + 2)))"
says "publish-set: twice the same" "EEXIST another publish has the port [ports]" \
	publish-set "$ep" "$(part $((port + 1)))" "$(part $((port + 2)))" "$(part $((port + 1)))"
says "publish-set: no protocol" "EINVAL [ports: no protocol]" \
	publish-set "$ep" "$(part $((port + 1)))" "ports=host-port:$((port + 2)),port:80"
# ranges_of PROTOCOL N LAST: so many ranges from port 1 on, each on an address of its own
ranges_of() {
	local i

	for (( i = 1; i <= $2; i++ )); do
		echo "ports=protocol:$1,host-address:127.0.1.$i,port:1,host-port:1,host-port-end:$3"
	done
}
too_many="E2BIG a request takes at most 16384 ports, ranges of more than 1024 counted as 256: make several"
# shellcheck disable=SC2046 # a word each
says "publish-set: more ports than a request takes" "$too_many [ports]" \
	publish-set "$ep" $(ranges_of 17 16 1024) "$(part 1025)"
# shellcheck disable=SC2046
says "publish-set: more large ranges" "$too_many [ports]" publish-set "$ep" $(ranges_of 17 65 1025)
# shellcheck disable=SC2046
says "publish-set: more ports of SCTP, to be tried" \
	"E2BIG a request tries at most 65536 ports of SCTP in large ranges: make several [ports]" \
	publish-set "$ep" $(ranges_of 132 2 40000)
# shellcheck disable=SC2046
says "publish-set: more publishes than a request makes" \
	"E2BIG a request makes at most 1024 publishes [ports]" \
	publish-set "$ep" $(for i in {1..1025}; do part "$i"; done)
is "then nothing is published" 0 "$(request dump publish-get | jq "map(select(.endpoint == $e)) | length")"
made=$(request publish-set "$ep" "$(part $((port + 1)))" "$(part $((port + 2))),host-port-end:$((port + 9))")
is "publish-set: replies with what was made" "$((port + 1))-$((port + 1)) $((port + 2))-$((port + 9))" \
	"$(for id in $(jq '.publishes[]' <<<"$made"); do
		request publish-get "publish=$id" | jq -r '"\(."host-port")-\(."host-port-end")"'
	done | xargs)"
for id in $(jq '.publishes[]' <<<"$made"); do
	request publish-del "publish=$id" >/dev/null
done
made=$(request publish-add "$ep" "$udp" "host-port=$port" port=80)
is "publish: replies with what was made" "$e 17 0.0.0.0 $port $port $outside_address 80" "$(jq -r \
	'"\(.endpoint) \(.protocol) \(."host-address") \(."host-port") \(."host-port-end") \(.address[0]) \(.port)"' \
	<<<"$made")"
says "publish: what is published" "EEXIST another publish has the port [host-port]" \
	publish-add "endpoint=$e" "$udp" host-address=127.0.0.1 "host-port=$((port - 1))" \
	"host-port-end=$((port + 1))" port=80
says "publish-check: a client of the other family" \
	"EAFNOSUPPORT the publish is of the other address family [peer-address]" \
	publish-check "publish=$(jq .publish <<<"$made")" peer-address=2001:db8::1
like "an attribute of no meaning" "^EINVAL " "$(request publish-add "$ep" "$udp" host-port=9 port=80 77=00000000)"
is "publish: a port below 1024, without the right to bind it" \
	"EACCES ports below 1024 need CAP_NET_BIND_SERVICE [host-port]" \
	"$(setpriv --inh-caps -all --bounding-set "-all,+net_admin" -- \
		"$here/genl.py" "publish-add $ep $tcp host-port=1023 port=80")"
says "publish: to end what is not there" "ENOENT no such publish [publish]" \
	publish-del publish=1000000
says "publish: to end nothing" "EINVAL [no publish]" publish-del
says "publish: its end" "{}" publish-del "publish=$(jq .publish <<<"$made")"

# So many addresses at most; a client of its own, as above.
request address-add "endpoint=$other" "address=$subnet.9" >/dev/null
mapfile -t parts < <(for i in {0..1023}; do
	echo "ports=protocol:17,host-address:127.4.$((i / 256)).$((i % 256)),host-port:9,port:9"
done)
is "publish-set: a port of 1,024 addresses" 1024 \
	"$("$here/genl.py" "publish-set endpoint=$other ${parts[*]}" | jq '.publishes | length')"
says "publish: on one address more" \
	"ENOSPC ports are published on 1024 addresses already, which is the most [host-address]" \
	publish-add "endpoint=$other" "$udp" host-address=127.5.0.0 host-port=9 port=9
says "publish-set: on one address more" \
	"ENOSPC ports are published on 1024 addresses already, which is the most [ports]" \
	publish-set "endpoint=$other" ports=protocol:17,host-address:127.4.0.0,host-port:8,port:8 \
	ports=protocol:17,host-address:127.5.0.0,host-port:9,port:9
made=$(request publish-add "endpoint=$other" "$udp" host-address=127.4.0.0 host-port=8 port=8)
is "publish: another port of one of them" 8 "$(jq '."host-port"' <<<"$made")"
says "they go with the endpoint's address" "{}" address-del "endpoint=$other" "address=$subnet.9"
is "all of them" 0 "$(request dump publish-get | jq "map(select(.endpoint == $other)) | length")"

# One rule, whatever its size. On an address which nobody else uses.
before=$(request dump publish-get | jq length)
made=$(request publish-add "$ep" "$udp" "host-address=$uplink_address" host-port=1 \
	host-port-end=60000 port=1)
is "a range of 60000 ports is one publish" "60000 $((before + 1))" \
	"$(jq '."host-port-end"' <<<"$made") $(request dump publish-get | jq length)"
says "which goes with the endpoint's address" "{}" address-del "$ep" "address=$outside_address"
is "it is gone" "$before" "$(request dump publish-get | jq length)"

says "network: none" "EINVAL [no network]" network-set options=icc
says "network: a network which is not there" "ENODEV no such network [network]" \
	network-set network=1000000 options=icc
says "network: a device which is none" "ENODEV no such network [network]" \
	network-set "network=$(ip -j link show "$dummy" | jq '.[0].ifindex')" options=icc
says "endpoint-get: a MAC address of nobody" "ENOENT no endpoint has this MAC address [mac]" \
	endpoint-get "network=$index" mac=02:00:00:00:00:09
says "link: no source" "EINVAL [no source]" link-add "$ep"
says "link: a source which is not there" "ENOENT no such endpoint [source]" \
	link-add "$ep" source=65000
says "link: of two networks" "EINVAL the endpoints are not on one network [source]" \
	link-add "$ep" "source=$far"
says "link: to itself" "EINVAL an endpoint cannot be linked to itself [source]" link-add "$ep" "source=$e"
says "link: a range from its end" "EINVAL the last port is below the first one [port-end]" \
	link-add "$ep" "source=$other" expose=protocol:6,port:80,port-end:79
# ranges N: so many of TCP, for links
ranges() {
	seq -f "expose=protocol:6,port:%.0f" "$1"
}
# shellcheck disable=SC2046 # a word each
says "link: more ranges than it may have" "E2BIG a link has at most 1024 ranges of ports [expose]" \
	link-add "$ep" "source=$other" $(ranges 1025)
# By a client of its own: the shell reads long answers byte by byte.
read -r link ranges < <(
	"$here/genl.py" "link-add $ep source=$other $(ranges 1024 | xargs)" "dump link-get" |
		jq -sr '.[0] as $made | .[1][] | select(.link == $made.link) |
			"\(.link) \($made.expose | length) \(.expose | length)"')
is "link: as many as it may, and all are told" "1024 1024" "$ranges"
says "link: the same once more" "EEXIST the recipient has a link to the source already [source]" \
	link-add "$ep" "source=$other"
says "link: its end" "{}" link-del "link=$link"
for command in get set del; do
	says "link-$command: no link" "EINVAL [no link]" "link-$command"
	says "link-$command: a link which is not there" "ENOENT no such link [link]" \
		"link-$command" link=1000000
done

ip -n "$ns" link delete eth0
says "an endpoint which was removed" "ENOENT no such endpoint [endpoint]" endpoint-get "$ep"

says "network: nothing to be changed" "EINVAL nothing to be changed" network-set "network=$index"
before=$(request network-get "network=$index")
like "network: a timeout of no time" "^ERANGE .*\[udp\]$" \
	"$(request network-set "network=$index" flow-limit=9 timeouts=icmp:9,udp:0)"
like "network: a timeout of more than a week" "^ERANGE .*\[tcp-established\]$" \
	"$(request network-set "network=$index" options=-icc timeouts=tcp-established:604801)"
is "network: of what is refused, nothing is done" "$before" "$(request network-get "network=$index")"
says "network: a timeout and a limit" "{}" \
	network-set "network=$index" timeouts=icmp:604800 endpoint-flow-limit=7
is "network: and all else is as it was" \
	"$(jq -c '.timeouts.icmp = 604800 | ."endpoint-flow-limit" = 7' <<<"$before")" \
	"$(request network-get "network=$index" | jq -c .)"
says "flows: none fit" '{"flows": 0}' flow-flush endpoint=1000000
says "flows: a peer of three bytes" "EINVAL an address has 4 or 16 bytes [peer-address]" \
	flow-flush peer-address=0xc61200
says "flows: a peer of the other family" "EINVAL the address is of the other family [peer-address]" \
	flow-flush family=10 "peer-address=$outside_address"
is "flows: what they cannot be chosen by" "EINVAL flows cannot be chosen by this [host-port]" \
	"$(request flow-flush host-port=80)"
# Of a dump 6.1 does not tell which attribute it was.
like "nor listed" '^EINVAL flows cannot be chosen by this' "$(genl "dump flow-get link=1")"

like "a publish before another request in one buffer" '^E2BIG another request follows' \
	"$(request twice publish-add endpoint=1000000 protocol=6 host-port=1 port=1)"
like "several of them, too" '^E2BIG another request follows' \
	"$(request twice publish-set endpoint=1000000 ports=protocol:6,host-port:1,port:1)"
like "a flag which means nothing" '^EINVAL .*nlmsg_flags' "$(request replace publish-get publish=1)"

# Not for everybody, not even to read.
requests=(
	"dump network-get" "dump endpoint-get" "dump publish-get" "dump link-get" "dump flow-get"
	"network-get network=$index" "endpoint-get endpoint=$other" "publish-get publish=1"
	"link-get link=1" "publish-check publish=1 peer-address=$subnet.9" flow-flush
)
mapfile -t answers < <("$here/genl.py" --nobody "${requests[@]}")
for i in "${!requests[@]}"; do
	like "without privileges: ${requests[i]%%=*}" "^EPERM" "${answers[i]:-}"
done
