#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a neighbour sends to 127.0.0.1 does not reach a published port, even on a
# host which has been told to route that.
#
#   outside ---- uplink ---- host ---- network --- server

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3
plan 2

server=server-$tag
outside_create
start "$server" -p "127.0.0.1:$port:9/udp" -p "$((port + 1)):9/udp" -- \
	socat -u UDP4-RECV:9 -
wait_for 20 is_listening "$server" udp 9
sysctl -qw "net.ipv4.conf.$uplink.route_localnet=1" "net.ipv4.conf.$uplink.rp_filter=0"

scratch
cp "$here/frame.py" "$dir"
cat >"$dir/send.py" <<'END'
import sys
from frame import opened, packet, udp
mac, source, ports = sys.argv[1], sys.argv[2], sys.argv[3:]
out = opened("eth0")
for port in ports:
    datagram = udp(source, "127.0.0.1", 1111, int(port), b"neighbour\n")
    out.send(packet(mac, "02:00:00:00:00:01", datagram))
END
at outside python3 "$dir/send.py" "$(ip -j link show "$uplink" | jq -r '.[0].address')" \
	"$outside_address" "$port" $((port + 1))
echo honest | at outside socat -u - "UDP4:$uplink_address:$((port + 1))"
heard() {
	ctrnetctl logs "$server" 2>/dev/null
}
eventually "what it sends to the uplink's address arrives" 20 eval "heard | grep -q honest"
is "what it sends to 127.0.0.1 does not" honest "$(heard)"
