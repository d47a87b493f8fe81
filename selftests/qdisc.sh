#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a container's own queue has noted in a packet is nothing to the host: with cake's mind
# set on cells of ATM the host would find a home address among the packet's IP options, which
# has none, and send the error about it to whoever that is (mip6_addr_swap() of the kernel).
#
#   outside ---- uplink ---- host ---- network --- a (cake)

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_ipv6.sh"
requires nsenter ping python3
modprobe -q sch_cake || skip_all "no module sch_cake"
plan 3

a=a-$tag
outside_create
outside_create6
start "$a" -- sleep infinity
gateway6_add "$(device_of bridge)"
address6_add "$a" "$prefix::2"

# error ADDRESS FLOW-LABEL: what a container is told of one that nobody has
error() {
	at "$a" ping -6 -c 1 -W 20 -F "$2" "$1" | grep -o 'Destination unreachable: .*' || true
}
nobody=${OUTSIDE%::*}::
is "a container is told that there is no such neighbour" \
	"Destination unreachable: Address unreachable" "$(error "${nobody}dead" 0)"

# tc would not send it, but the kernel takes it: packets of 65,535 bytes at least, in cells.
cake() {
	in_net "$a" python3 - <<-'END'
		import socket, struct
		RTM_NEWQDISC, REQUEST, ACK, REPLACE, CREATE = 36, 0x1, 0x4, 0x100, 0x400
		TCA_KIND, TCA_OPTIONS, TCA_CAKE_ATM, TCA_CAKE_MPU, ROOT = 1, 2, 4, 14, 0xffffffff

		def attribute(kind, data):
		    return struct.pack("=HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)

		options = (attribute(TCA_CAKE_ATM, struct.pack("=I", 1)) +
		           attribute(TCA_CAKE_MPU, struct.pack("=I", 65535)))
		body = (struct.pack("=BxxxiIII", 0, socket.if_nametoindex("eth0"), 0, ROOT, 0) +
		        attribute(TCA_KIND, b"cake\0") + attribute(TCA_OPTIONS, options))
		s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
		s.send(struct.pack("=IHHII", 16 + len(body), RTM_NEWQDISC,
		                   REQUEST | ACK | REPLACE | CREATE, 1, 0) + body)
		error = struct.unpack_from("=i", s.recv(4096), 16)[0]
		raise SystemExit(f"error {-error}" if error else 0)
	END
}
succeeds "its queue may be cake" cake
# The last byte of the flow label is what that option begins with.
is "and is told so again" \
	"Destination unreachable: Address unreachable" "$(error "${nobody}beef" 0xc9)"
