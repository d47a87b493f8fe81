#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a neighbour sends to 127.0.0.1, or from the host's own address, does not reach a
# published port, even on a host which has been told to route that.
# Changes the host: the senders of packets are not checked meanwhile (rp_filter).
#
#   outside ---- uplink ---- host ---- network --- server

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool python3
plan 3

server=server-$tag
outside_create
start "$server" -p "127.0.0.1:$port:9/udp" -p "$((port + 1)):9/udp" -- \
	socat -u UDP4-RECV:9 -
wait_for 20 is_listening "$server" udp 9
sysctl -qw "net.ipv4.conf.$uplink.route_localnet=1" "net.ipv4.conf.$uplink.rp_filter=0" \
	"net.ipv4.conf.$uplink.accept_local=1"
host_sysctl net.ipv4.conf.all.rp_filter 0
device=$(device_of bridge)
before=$(drops "$device" spoofed-ip)

scratch
cp "$here/frame.py" "$dir"
cat >"$dir/send.py" <<'END'
import sys
from frame import opened, packet, udp
mac, source, host, ports = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
out = opened("eth0")

def send(source, to, port):
    datagram = udp(source, to, 1111, int(port), b"neighbour\n")
    out.send(packet(mac, "02:00:00:00:00:01", datagram))

for port in ports:
    send(source, "127.0.0.1", port)
send(host, host, ports[-1])
END
at outside python3 "$dir/send.py" "$(ip -j link show "$uplink" | jq -r '.[0].address')" \
	"$outside_address" "$uplink_address" "$port" $((port + 1))
echo honest | at outside socat -u - "UDP4:$uplink_address:$((port + 1))"
heard() {
	ctrnetctl logs "$server" 2>/dev/null
}
eventually "what it sends to the uplink's address arrives" 20 eval "heard | grep -q honest"
is "what it sends to 127.0.0.1, or from the host's address, does not" honest "$(heard)"
is "the latter is counted" $((before + 1)) "$(drops "$device" spoofed-ip)"
