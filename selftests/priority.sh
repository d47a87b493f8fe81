#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Which priority a container gives its packets is nothing to the uplink's queue: it would choose
# its class there. Of IPv4 it is what the packet itself says (TOS), as of all that is routed.
#
#   outside ---- uplink (prio) ---- host ---- network --- a

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_ipv6.sh"
requires nsenter python3 tc
modprobe -q sch_prio || skip_all "no module sch_prio"
plan 3

a=a-$tag
outside_create
outside_create6
start "$a" -- sleep infinity
gateway6_add "$(device_of bridge)"
address6_add "$a" "$prefix::2"

# Priority 6 is the first band's, 0 the second one's.
tc qdisc replace dev "$uplink" root handle 1: prio
tc qdisc replace dev "$uplink" parent 1:1 handle 11: pfifo limit 1000

# datagrams ADDRESS PRIORITY TOS: fifty to the outside, all of one flow
datagrams() {
	in_net "$a" python3 - "$@" "$port" <<-'END'
		import socket, sys
		address, priority, tos, port = sys.argv[1], *(int(arg, 0) for arg in sys.argv[2:])
		family = socket.AF_INET6 if ":" in address else socket.AF_INET
		s = socket.socket(family, socket.SOCK_DGRAM)
		s.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, tos)
		s.setsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY, priority)
		for _ in range(50):
		    s.sendto(b"first", (address, port))
	END
}
# first_band COMMAND...: tens of packets which it has put there
first_band() {
	local before

	before=$(packets)
	"$@"
	echo $((($(packets) - before) / 10))
}
packets() {
	tc -s -j qdisc show dev "$uplink" | jq '.[] | select(.handle == "11:").packets'
}
is "not over IPv4" 0 "$(first_band datagrams "$outside_address" 6 0)"
is "but by its TOS" 5 "$(first_band datagrams "$outside_address" 0 0x10)"
is "nor over IPv6" 0 "$(first_band datagrams "$OUTSIDE" 6 0)"
