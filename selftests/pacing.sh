#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How slowly a container wishes to send is nothing to others: an uplink's queue which paces
# would do so by the container's sockets, and have room for nobody else meanwhile.
#
#   outside ---- uplink (fq, 300 packets) ---- host ---- network --- connected, free

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ping python3 tc
modprobe -q sch_fq || skip_all "no module sch_fq"
plan 3

outside_create
scratch
cat >"$dir/slow.py" <<'END'
"""Keeps eight sockets' queues full, each of which may send one datagram a second."""
import socket
import sys
import time
SO_MAX_PACING_RATE = 47
kind, outside = sys.argv[1:]


def slow(port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, 1)
    s.setblocking(False)
    if kind == "connected":
        s.connect((outside, port))
    return s, (outside, port)


sockets = [slow(7000 + i) for i in range(8)]
while True:
    for s, to in sockets:
        for _ in range(100):
            try:
                s.sendto(b"slow", to)
            except OSError:
                break
    print("sent", flush=True)
    time.sleep(0.01)
END

# answered: how many of ten questions of the host's are
answered() {
	{ ping -qnc 10 -i 0.2 -W 15 "$outside_address" || true; } |
		sed -n 's/.* \([0-9]*\) received.*/\1/p'
}
# crowd KIND: a container's sockets of that kind, and an empty queue for them
crowd() {
	start "$1-$tag" -- sleep infinity
	tc qdisc delete dev "$uplink" root
	tc qdisc add dev "$uplink" root fq limit 300 flow_limit 100
	collect "$dir/$1" "$1-$tag" python3 -u "$dir/slow.py" "$1" "$outside_address"
	wait_for 20 grep -q sent "$dir/$1"
}
tc qdisc add dev "$uplink" root fq limit 300 flow_limit 100
is "the host reaches the outside" 10 "$(answered)"
crowd connected
is "also while connected sockets wish to be slow" 10 "$(answered)"
ctrnetctl rm -f "connected-$tag" >/dev/null
crowd free
is "and others" 10 "$(answered)"
