#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Ports of the host which stand for those of containers: one for all destinations
# of a source (RFC 4787 REQ-1), none for two sources (REQ-3), none that is
# published, none of a socket of the host, none that was in use a moment ago (RFC 6888
# REQ-8), and some for everybody (REQ-4).
# Changes the host: all flows are ended, and masquerade's ports are taken meanwhile.
#
#   outside (two addresses) ---- uplink ---- host ---- network --- a, b, c, d

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool nsenter python3
plan 17

a=a-$tag b=b-$tag c=c-$tag d=d-$tag second=$subnet.3
mapping=$here/mapping.py

outside_create
ip -n "$outside" address add "$second/24" dev eth0
background outside python3 -c "$reporter" 7 port
wait_for 20 is_listening outside udp 7
for name in "$a" "$b" "$c"; do
	start "$name" -- sleep infinity
done

# uniq_ports: of lines of ports, how many ones there are
uniq_ports() {
	tr ' ' '\n' | sort -u | grep -c "^6[1-5]"
}

from_a=$(in_net "$a" "$mapping" 300 "$outside_address" "$second")
from_b=$(in_net "$b" "$mapping" 300 "$outside_address" "$second")
is "a source has one port for two destinations" 0 \
	"$(awk '$1 != $2' <<<"$from_a"$'\n'"$from_b" | wc -l)"
is "and no two sources have one" 600 "$(uniq_ports <<<"$from_a"$'\n'"$from_b")"

# What a had rests.
ctrnetctl rm -f "$a" >/dev/null
start "$a" -- sleep infinity
again=$(in_net "$a" "$mapping" 300 "$outside_address" "$second")
is "ports which were in use a moment ago rest" 900 \
	"$(uniq_ports <<<"$from_a"$'\n'"$from_b"$'\n'"$again")"

# Ranges of ports which are published.
ctrnetctl publish "$c" 61000-63000:1000-3000/udp 63001-65535:3001-5535/udp >/dev/null
is "what goes out from ports which get published ends" 0 \
	"$(ctrnetctl flow ls --json --protocol udp --peer "$outside_address" | jq length)"
ctrnetctl unpublish "$c" 63001-65535:3001-5535/udp >/dev/null
published=$(in_net "$c" "$mapping" 300 "$outside_address")
is "no source gets a published port" 0 "$(awk '$1 < 63001' <<<"$published" | wc -l)"
is "but each gets one" 300 "$(uniq_ports <<<"$published")"
ctrnetctl unpublish "$c" 61000-63000:1000-3000/udp >/dev/null

# hold tcp|udp: sockets of the host have all ports but every fourth; $! is their process
hold() {
	scratch
	collect "$dir/held" host "$mapping" hold "$1"
	wait_for 20 grep -q held "$dir/held"
}
free_ones() {
	grep ^6 | awk '$1 % 4 == 0' | wc -l
}
hold udp
start "$d" -- sleep infinity
is "no source gets a port of a socket of the host" 100 \
	"$(in_net "$d" "$mapping" 100 "$outside_address" | free_ones)"
kill $!

# One which is published while it is in use.
background "$c" python3 -c "$reporter" 80
wait_for 20 is_listening "$c" udp 80
used=$(in_net "$b" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(15)
s.sendto(b"hello", (sys.argv[1], 7))
print(s.recv(100).split()[1].decode())
s.sendto(b"hello", (sys.argv[1], 8))' "$outside_address")
ctrnetctl publish "$c" "$used:80/udp" >/dev/null
is "a flow gives up the port which is published" "$outside_address" "$(at outside python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(15)
s.bind((sys.argv[1], 8))
s.sendto(b"hello", (sys.argv[2], int(sys.argv[3])))
print(s.recv(100).decode().strip())' "$outside_address" "$uplink_address" "$used")"

ctrnetctl unpublish "$c" 80/udp >/dev/null

# Two containers at once, and both with a publish.
bursts=()
for name in "$b" "$d"; do
	nsenter "--net=/proc/$(pid "$name")/ns/net" -- nice -n 19 "$mapping" burst "$outside_address" &
	bursts+=($!)
	at_exit kill -KILL $!
done
endpoints_of "$(device_of bridge)"
is "no port is chosen twice, or stays while it is published" "0 shared, 0 published" \
	"$("$mapping" claim "$(endpoint "$c")" 5)"
kill "${bursts[@]}"
wait "${bursts[@]}" || true
ctrnetctl flow flush >/dev/null

# Datagrams: who takes all, gets three quarters.
device=$(device_of bridge)
before=$(drops "$device" no-port)
in_net "$a" "$here/icmp_error.py" "$outside_address" 9 64 6000 >/dev/null
grows "a container does not get all ports" "$before" "$(drops "$device" no-port)"
is "another gets some" 100 "$(in_net "$b" "$mapping" 100 "$outside_address" | uniq_ports)"

# TCP: connections to other destinations may have the ports of the container's own.
before=$(drops "$device" no-port)
in_net "$a" "$mapping" flood 6000 "$outside_address"
grows "TCP: nor all ports of one destination" "$before" "$(drops "$device" no-port)"
is "TCP: it still reaches another destination" "$uplink_address" \
	"$(ask "$a" tcp "$second" 7 | cut -d' ' -f1)"
is "TCP: and another container this one" "$uplink_address" \
	"$(ask "$b" tcp "$outside_address" 7 | cut -d' ' -f1)"

hold tcp
is "TCP: a container gets no port of a listener of the host" 20 \
	"$(in_net "$c" "$mapping" tcp 20 "$outside_address" | free_ones)"
is "TCP: nor does one which shares its own" 20 \
	"$(in_net "$a" "$mapping" tcp 20 "$second" | free_ones)"

succeeds "the kernel did not complain" log_is_clean
