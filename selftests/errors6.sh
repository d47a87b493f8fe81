#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# ICMPv6 errors find the way through address translation, and the host sends its
# own as a router does: errors.sh for IPv6.
#
#   far (MTU 1300) --- outside ---- uplink ---- host ---- network --- a, b

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool nsenter ping python3 traceroute
plan 14

a=a-$tag b=b-$tag
far=$prefix:2 A=$prefix::2 B=$prefix::3

outside_create
outside_create6
at outside sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n "$outside" link add far type dummy
ip -n "$outside" address add "$far::1/64" dev far nodad
ip -n "$outside" link set far mtu 1300 up
ip route add "$far::/64" via "$OUTSIDE"

start "$a" -- sleep infinity
start "$b" -- sleep infinity
device=$(device_of bridge)
gateway6_add "$device"
address6_add "$a" "$A"
address6_add "$b" "$B"
publish6 "$a" 17 :: "$port" 7

mistaken() {
	echo "$(drops "$device" malformed) $(drops "$device" no-flow)"
}
before=$(mistaken)

is "a closed port outside refuses a container" refused "$(ask "$a" udp "$OUTSIDE" 5)"
is "a container's closed port refuses outside, by the published port" refused \
	"$(ask outside udp "$UPLINK" "$port")"
is "and the host" refused "$(ask host udp ::1 "$port")"
is "and a peer" refused "$(ask "$b" udp "$UPLINK" "$port")"
is "and itself" refused "$(ask "$a" udp "$UPLINK" "$port")"

# Port unreachable, time exceeded (RFC 4443).
error() {
	at "$1" python3 -c "$icmp_error" "${@:2}"
}
is "which is said in the name of the address that was dialled" "$UPLINK 1 4" \
	"$(error outside "$UPLINK" "$port")"
is "the gateway is the first hop from a container" "$GATEWAY 3 0" "$(error "$a" "$far::2" 9 1)"
is "the next router is the second" "$OUTSIDE 3 0" "$(error "$a" "$far::2" 9 2)"
is "the host is the last hop to a published port" "$UPLINK 3 0" \
	"$(error outside "$UPLINK" "$port" 1)"
is "a route traced to a published port shows the host, then the port" "$UPLINK $UPLINK" \
	"$(at outside traceroute -6Un -q 1 -w 5 -p "$port" "$UPLINK" | awk 'NR > 1 { print $2 }' | xargs)"
is "a route traced out of a container shows all routers" "$GATEWAY $OUTSIDE" \
	"$(at "$a" traceroute -6n -q 1 -w 5 -m 2 "$far::2" | awk 'NR > 1 { print $2 }' | xargs)"

# path_mtu ADDRESS: what a container has learned of the way there
path_mtu() {
	at "$a" ping -qc 1 -W 1 -M "do" -s 1400 "$1" >/dev/null || true
	at "$a" ip -6 -j route get "$1" | jq '.[0].metrics[0].mtu'
}
is "a container learns the MTU of a far link" 1300 "$(path_mtu "$far::2")"
ip link set "$uplink" mtu 1280
is "and that of the uplink" 1280 "$(path_mtu "$OUTSIDE")"

is "nothing was taken for something else" "$before" "$(mistaken)"
