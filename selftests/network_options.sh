#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Options of network create: which addresses and ports are given out, and by
# what names people know these options.
#
#   host --- pool --- one, two, three
#     \----- ports -- web

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq
plan 48

pool=pool-$tag ports=ports-$tag mtu=mtu-$tag device=dev-$tag

inspect() {
	ctrnetctl network inspect -f "{{$2}}" "$1"
}

# --- addresses ---
network_create "$pool" --subnet "$subnet.0/24" --gateway "$subnet.254" --ip-range "$subnet.64/30"
is "inspect shows the range" "$subnet.64/30" "$(inspect "$pool" '(index .IPAM.Config 0).IPRange')"
for name in one two three four; do
	start "$name-$tag" --network "$pool" -- sleep infinity
	addresses+=" $(address "$name-$tag")"
done
is "addresses are of the range, all of it" \
	" $subnet.64 $subnet.65 $subnet.66 $subnet.67" "$addresses"
refused "and then there are none" 125 \
	"Error: no available IPv4 addresses on this network's address pools: $pool" \
	ctrnetctl run --rm --network "$pool" -- true
start "five-$tag" -- sleep infinity
succeeds "but an address of choice may be any" \
	ctrnetctl network connect --ip "$subnet.5" "$pool" "five-$tag"

# --- ports ---
first=$((port + 1)) last=$((port + 2))
network_create "$ports" --port-range "$first-$last"
start "web-$tag" --network "$ports" -p 80 -p 81 -- sleep infinity
is "any port is one of the range" "$first $last" \
	"$(ctrnetctl port "web-$tag" | sed 's/.*://' | sort | xargs)"
refused "and then there is none" 1 \
	"Error: all ports are allocated: $first-$last/tcp (by the same container)" \
	ctrnetctl publish "web-$tag" 82
succeeds "but a port of choice may be any" ctrnetctl publish "web-$tag" "$port:82"
is "inspect shows the range of ports" "$first-$last" \
	"$(inspect "$ports" '(index .Options "ctrnet.port_range")')"
like "and when it was made" '^20[0-9-]+T[0-9:.]+Z$' "$(inspect "$ports" .Created)"

# --- limits ---
network_create "limits-$tag" --timeout udp=10m --timeout udp-dns=5 --flow-limit 1000
limits() {
	inspect "limits-$tag" "(index .Options \"ctrnet.timeout.udp\")}} {{(index .Options \"ctrnet.timeout.udp-dns\")}} {{(index .Options \"ctrnet.flow_limit\")}} {{(index .Options \"ctrnet.endpoint_flow_limit\")"
}
is "inspect shows timeouts and limits" "600 5 1000 262144" "$(limits)"
ctrnetctl network set --timeout udp=2m --endpoint-flow-limit 100 "limits-$tag"
is "and what of them was changed" "120 5 1000 100" "$(limits)"

# --- Docker's names ---
network_create "$mtu" -d bridge -o com.docker.network.driver.mtu=1300
is "an MTU by Docker's name" 1300 \
	"$(inspect "$mtu" '(index .Options "com.docker.network.driver.mtu")')"
network_create "docker-$tag" -o com.docker.network.bridge.enable_icc=false \
	--opt com.docker.network.bridge.enable_ip_masquerade=false \
	-o com.docker.network.bridge.host_binding_ipv4=127.0.0.1
is "what it does, and where it publishes, likewise" "false false 127.0.0.1" \
	"$(ctrnetctl network inspect "docker-$tag" | jq -r '.[0].Options | [
		.["com.docker.network.bridge." + ("enable_icc", "enable_ip_masquerade", "host_binding_ipv4")]
	] | join(" ")')"

# --- what is lost does no harm ---
network_create "local-$tag" --publish-address 127.0.0.1
start "local-$tag" --network "local-$tag" -p "$((port + 3)):80" -p "0.0.0.0:$((port + 4)):81" -- \
	sleep infinity
is "ports without an address are published at the network's" \
	"127.0.0.1:$((port + 3)) 0.0.0.0:$((port + 4))" \
	"$(ctrnetctl port "local-$tag" | sed 's/.* //' | xargs)"
is "inspect shows it" 127.0.0.1 \
	"$(inspect "local-$tag" '(index .Options "com.docker.network.bridge.host_binding_ipv4")')"
succeeds "unpublish finds it" ctrnetctl unpublish "local-$tag" "$((port + 3)):80"
is "and ends it" "0.0.0.0:$((port + 4))" "$(ctrnetctl port "local-$tag" | sed 's/.* //' | xargs)"

# --- a device's address, as it is when ports are published ---
ip link add "$device" type dummy
at_exit ip link delete "$device"
ip address add 192.0.2.65/32 dev "$device"
ip link set "$device" up
network_create "device-$tag" --publish-address "$device" -o "com.docker.network.bridge.name=b-$tag"
start "device-$tag" --network "device-$tag" -p "$((port + 5)):80" -p "127.0.0.1:$((port + 6)):81" -- \
	sleep infinity
is "ports are published at a device's address" "192.0.2.65:$((port + 5)) 127.0.0.1:$((port + 6))" \
	"$(ctrnetctl port "device-$tag" | sed 's/.* //' | xargs)"
is "inspect shows both" "192.0.2.65 $device b-$tag" \
	"$(inspect "device-$tag" 'index .Options "com.docker.network.bridge.host_binding_ipv4"') $(
	inspect "device-$tag" 'index .Options "ctrnet.publish_device"') $(
	inspect "device-$tag" 'index .Options "com.docker.network.bridge.name"')"
ip address add 192.0.2.66/32 dev "$device"
ip address del 192.0.2.65/32 dev "$device"
ctrnetctl restart -t 0 "device-$tag" >/dev/null
is "at the one which it has by then" "192.0.2.66:$((port + 5))" "$(ctrnetctl port "device-$tag" 80)"
ip address del 192.0.2.66/32 dev "$device"
refused "without one they are refused" 1 \
	"Error: cannot publish ports of network device-$tag: device $device has no address" \
	ctrnetctl publish "device-$tag" "$((port + 7)):82"
ctrnetctl network set --publish-address 127.0.0.1 "device-$tag"
succeeds "until it is set" ctrnetctl publish "device-$tag" "$((port + 7)):82"

id=$(inspect "$ports" .Id)
notes=/run/ctrnet/networks/$id.json
is "notes are of a version" 1 "$(jq .version "$notes")"
echo '{' >"$notes"
like "inspect tells that they are damaged" "^WARNING: options of network $ports are lost: cannot read $notes" \
	"$(ctrnetctl network inspect -f "{{.Name}}" "$ports" 2>&1 >/dev/null)"
succeeds "ports are then taken as usual" ctrnetctl publish "web-$tag" 83
ctrnetctl rm -f "web-$tag" >/dev/null
ctrnetctl network rm "$ports" >/dev/null
succeeds "the notes go with the network" test ! -e "$notes"

# --- refused: MESSAGE OPTION... ---
while IFS='|' read -r text message options; do
	# shellcheck disable=SC2086
	refused "$text" 1 "Error: $message" ctrnetctl network create $options "x-$tag"
done <<END
a driver there is not|no such driver: overlay (only bridge)|-d overlay
a range alone|every ip-range or gateway must have a corresponding subnet|--ip-range 192.0.2.0/28
a range outside|no matching subnet for range 192.0.2.0/28|--subnet 198.51.100.0/24 --ip-range 192.0.2.0/28
a range larger than the subnet|no matching subnet for range 198.51.0.0/16|--subnet 198.51.100.0/24 --ip-range 198.51.0.0/16
no range|invalid CIDR address: 198.51.100.0|--subnet 198.51.100.0/24 --ip-range 198.51.100.0
a gateway of the other family|no matching subnet for gateway fd00::1|--subnet 198.51.100.0/24 --gateway fd00::1
two subnets of a family|a network has one subnet of each family: 203.0.113.0/24 is one more|--subnet 198.51.100.0/24 --subnet 203.0.113.0/24
no gateway|invalid gateway address: x|--subnet 198.51.100.0/24 --gateway x
ports in the wrong order|invalid port range '9-8': it is FIRST-LAST, such as 49000-49900|--port-range 9-8
no ports|invalid port range '0-65536': it is FIRST-LAST, such as 49000-49900|--port-range 0-65536
no address|invalid IP address: no-such, nor is there a device of that name|--publish-address no-such
a device's name that is too long|invalid device name 'a234567890123456'|-o com.docker.network.bridge.name=a234567890123456
a device which there is|device lo exists already|-o com.docker.network.bridge.name=lo
one port|invalid port range '80': it is FIRST-LAST, such as 49000-49900|--port-range 80
too small a packet|invalid MTU '67'|--mtu 67
no number|invalid MTU '1500x'|--mtu 1500x
an option there is not|unknown driver option: com.example=1|-o com.example=1
a timeout there is not|no such timeout: tcp (only tcp-established, tcp-opening, tcp-closing, udp, udp-unreplied, udp-dns, icmp)|--timeout tcp=5
a timeout without a time|invalid timeout 'udp': it is TIMEOUT=TIME, such as udp=5m|--timeout udp
no time at all|invalid timeout 'udp=0': it is 1 second to 7 days, such as 300, 5m or 2h|--timeout udp=0
too long a time|invalid timeout 'icmp=8d': it is 1 second to 7 days, such as 300, 5m or 2h|--timeout icmp=8d
no number of flows|invalid number of flows '-1': it is 0, for any number, to 4294967295|--flow-limit -1
END
