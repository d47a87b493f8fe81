#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The host's tc actions and XDP programs are for all packets of a container, also for those which
# it has redirected, or an ifb of its own sent on: they would carry the note that they have been
# through actions.
#
#   outside ---- uplink (tc: drop) ---- host ---- network --- eth0 (tc: to ifb0) a

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires nsenter ping python3 tc
for module in ifb cls_fw cls_matchall act_mirred act_skbedit act_gact; do
	modprobe -q "$module" || skip_all "no module $module"
done
plan 5

a=a-$tag
outside_create
scratch
cat >"$dir/xdp.py" <<'END'
"""A program which drops whatever the device receives."""
import ctypes
import os
import platform
import socket
import struct
import sys
import time
PROG_LOAD, LINK_CREATE, TYPE_XDP, ATTACH_XDP, SKB_MODE = 5, 28, 6, 37, 2
number = {"x86_64": 321, "aarch64": 280}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)


def bpf(command, attributes):
    fd = libc.syscall(number, command, ctypes.create_string_buffer(attributes, 128), 128)
    if fd < 0:
        sys.exit(os.strerror(ctypes.get_errno()))
    return fd


# r0 = XDP_DROP; exit
code = ctypes.create_string_buffer(bytes.fromhex("b700000001000000 9500000000000000"))
license = ctypes.create_string_buffer(b"GPL")
program = bpf(PROG_LOAD, struct.pack("IIQQ", TYPE_XDP, 2, ctypes.addressof(code),
                                     ctypes.addressof(license)))
index = socket.if_nametoindex(sys.argv[1])
link = bpf(LINK_CREATE, struct.pack("IIII", program, index, ATTACH_XDP, SKB_MODE))
print("attached")
time.sleep(600)
END
start "$a" -- sleep infinity

# answered [MARK [ADDRESS]]: how many of three questions are, to the outside or there
answered() {
	{ in_net "$a" ping -qnc 3 -i 0.2 -W 2 -m "${1:-0}" "${2:-$outside_address}" || true; } |
		sed -n 's/.* \([0-9]*\) received.*/\1/p'
}
in_net "$a" ip link add ifb0 type ifb
in_net "$a" ip link set ifb0 up
in_net "$a" tc qdisc add dev eth0 clsact
in_net "$a" tc qdisc add dev ifb0 clsact
in_net "$a" tc filter add dev eth0 egress protocol ip handle 1 fw action mirred egress redirect dev ifb0
in_net "$a" tc filter add dev ifb0 egress protocol ip matchall action skbedit mark 2
is "a container redirects its packets" 3 "$(answered 1)"
tc qdisc add dev "$uplink" clsact
tc filter add dev "$uplink" egress protocol ip matchall action drop
is "the host drops what it sends" 0 "$(answered)"
is "also what was redirected" 0 "$(answered 1)"

in_net "$a" tc filter add dev eth0 egress protocol ip handle 3 fw \
	action skbedit mark 0 pipe action mirred egress redirect dev eth0
is "a container redirects what is for the host" 3 "$(answered 3 "$(gateway "$a")")"
collect "$dir/xdp" host python3 -u "$dir/xdp.py" "$(device_of bridge)"
if wait_for 20 grep -q attached "$dir/xdp"; then
	is "the host's XDP program sees them" 0 "$(answered 3 "$(gateway "$a")")"
else
	skip "the host's XDP program sees them" "$(<"$dir/xdp")"
fi
