#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A container is told at once if there is no way for its packet, and why, as by
# any router: RFC 1812 section 5.2.7, RFC 4443 section 3.1, RFC 5508 REQ-8.
# Changes the host: for a moment, it gets to know no neighbour (gc_thresh3).
#
#   outside ---- uplink ---- host ---- network "bridge" --- a
#                              |
#                              +------ network net ------- b

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_ipv6.sh"
requires ethtool nsenter ping python3
plan 23

a=a-$tag b=b-$tag net=net-$tag
outside_create
outside_create6
start "$a" -- sleep infinity
device=$(device_of bridge)
gateway6_add "$device"
address6_add "$a" "$prefix::2"
GATEWAY4=$(gateway "$a")
network_create "$net"
other=$(ctrnetctl network inspect "$net" | jq -r '.[0].IPAM.Config[0].Gateway')

# route TYPE DESTINATION
route() {
	at_exit ip route del "$1" "$2"
	ip route add "$1" "$2"
}
route unreachable 203.0.113.1
route prohibit 203.0.113.2
route blackhole 203.0.113.3
route unreachable 2001:db8::1
route prohibit 2001:db8::2
route blackhole 2001:db8::3

# told TEXT ADDRESS ERROR REASON: the error of a datagram, and the drop's reason
told() {
	local before

	before=$(drops "$device" "$4")
	is "$1" "$3" "$(at "$a" python3 -c "$icmp_error" "$2" 9)"
	grows "$1: counted as $4" "$before" "$(drops "$device" "$4")"
}
told "no route" 203.0.113.4 "$GATEWAY4 3 0" no-route
told "a route that says unreachable" 203.0.113.1 "$GATEWAY4 3 1" no-route
told "a route that prohibits" 203.0.113.2 "$GATEWAY4 3 13" no-route
told "an address of a network which nobody has" "${other%.*}.77" "$GATEWAY4 3 1" no-endpoint
told "IPv6: no route" 2001:db8::4 "$GATEWAY 1 0" no-route
told "IPv6: a route that says unreachable" 2001:db8::1 "$GATEWAY 1 3" no-route
told "IPv6: a route that prohibits" 2001:db8::2 "$GATEWAY 1 1" no-route
is "a black hole says nothing" silence "$(at "$a" python3 -c "$icmp_error" 203.0.113.3 9)"
is "IPv6: nor does it there" silence "$(at "$a" python3 -c "$icmp_error" 2001:db8::3 9)"

# The kernel's table of neighbours has no room for another one, unless an old one goes for it.
room=net.ipv4.neigh.default.gc_thresh3
usual=$(sysctl -n "$room")
at_exit sysctl -qw "$room=$usual"
sysctl -qw "$room=0"
before=$(drops "$device" neighbour)
at "$a" python3 -c '
import socket, sys
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(100, 164):
    sock.sendto(b"x", (f"{sys.argv[1]}.{n}", 9))' "$subnet"
isnt "no room for the next hop: counted as neighbour" "$before" "$(drops "$device" neighbour)"
sysctl -qw "$room=$usual"

# There are 4535 ports for datagrams. A container's own processes may not
# have so many sockets.
before=$(drops "$device" no-port)
is "no free port" "$GATEWAY4 3 13" \
	"$(in_net "$a" "$here/icmp_error.py" "$outside_address" 9 64 8000)"
grows "no free port: counted as no-port" "$before" "$(drops "$device" no-port)"
is "IPv6: no free port" "$GATEWAY 1 1" \
	"$(in_net "$a" "$here/icmp_error.py" "$OUTSIDE" 9 64 8000)"

# An exchange of two packets is one to keep.
start "$b" --network "$net" -- sleep infinity
ctrnetctl network set --endpoint-flow-limit 1 "$net"
at "$b" ping -qc 2 -i 0.2 "$outside_address" >/dev/null
before=$(drops "$(device_of "$net")" flow-limit)
is "no more flows" "$other 3 13" "$(at "$b" python3 -c "$icmp_error" "$outside_address" 9)"
grows "no more flows: counted as flow-limit" "$before" "$(drops "$(device_of "$net")" flow-limit)"

succeeds "the kernel did not complain" log_is_clean
