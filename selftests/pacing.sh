#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How slowly a container wishes to send is nothing to others: an uplink's queue which paces
# would do so by the container's sockets, and have room for nobody else meanwhile.
#
#   outside ---- uplink (fq, 300 packets) ---- host ---- network --- connected, free

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ping python3 tc
modprobe -q sch_fq || skip_all "no module sch_fq"
plan 6

outside_create
scratch
cat >"$dir/slow.py" <<'END'
"""Keeps sockets' queues full which may send next to nothing: a byte or a datagram a second, or
datagrams in nine seconds."""
import itertools
import socket
import struct
import sys
import time
SO_MAX_PACING_RATE, SO_TXTIME = 47, 61
kind, outside, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
control = []


def slow(number):
    to = (outside, 7000 + number)
    if kind == "tcp":
        s = socket.create_connection((outside, port))
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    else:
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if kind == "timed":
        s.setsockopt(socket.SOL_SOCKET, SO_TXTIME, struct.pack("iI", time.CLOCK_MONOTONIC, 0))
    else:
        s.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, 1)
    if kind == "connected":
        s.connect(to)
    s.setblocking(False)
    return s, to if kind in ("free", "timed") else None


sockets = [slow(i) for i in range(60 if kind == "tcp" else 8)]
for turn in itertools.count():
    if kind == "timed":
        then = time.clock_gettime_ns(time.CLOCK_MONOTONIC) + 9 * 10 ** 9
        control = [(socket.SOL_SOCKET, SO_TXTIME, struct.pack("Q", then))]
    for s, to in sockets:
        # What waits to be sent becomes one segment.
        for _ in range(1 if kind == "tcp" else 100):
            try:
                s.sendmsg([b"s"], control, 0, *([to] if to else []))
            except OSError:
                break
    if turn == (50 if kind == "tcp" else 0):
        print("sent", flush=True)
    time.sleep(0.01)
END
cat >"$dir/late.py" <<'END'
"""Sends 150,000 bytes by a connection which may send 50,000 a second, but is told so when it has
begun; prints the tenths of a second until they have come."""
import socket
import sys
import time
SO_MAX_PACING_RATE = 47
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, 50000)
begin = time.monotonic()
s.sendall(bytes(150000))
s.shutdown(socket.SHUT_WR)
s.recv(1)
print(int((time.monotonic() - begin) * 10))
END
cat >"$dir/reader.py" <<'END'
"""Reads what each client sends."""
import socketserver
import sys


class Reader(socketserver.BaseRequestHandler):
    def handle(self):
        while self.request.recv(65536):
            pass


class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 100


Server(("", int(sys.argv[1])), Reader).serve_forever()
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
	collect "$dir/$1" "$1-$tag" python3 -u "$dir/slow.py" "$1" "$outside_address" "$port"
	wait_for 20 grep -q sent "$dir/$1"
}
# waiting: packets, in the uplink's queue
waiting() {
	tc -s -j qdisc show dev "$uplink" | jq '.[] | select(.kind == "fq").qlen'
}
# uncrowd KIND
uncrowd() {
	ctrnetctl rm -f "$1-$tag" >/dev/null
}
background outside python3 "$dir/reader.py" "$port"
wait_for 60 is_listening outside tcp "$port"
tc qdisc add dev "$uplink" root fq limit 300 flow_limit 100
is "the host reaches the outside" 10 "$(answered)"
crowd connected
is "also while connected sockets wish to be slow" 10 "$(answered)"
uncrowd connected
crowd free
is "and others" 10 "$(answered)"
uncrowd free
crowd timed
is "or say when each datagram is to be sent" 10 "$(answered)"
uncrowd timed
crowd tcp
between "nor do segments wait there if TCP wishes so once it is connected" 0 100 "$(waiting)"
between "which is as slow as it wishes all the same" 15 300 \
	"$(at "tcp-$tag" python3 "$dir/late.py" "$outside_address" "$port")"
