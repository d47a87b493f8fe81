#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Who may use a published port, by which address of the host, and whom the
# container then sees.
#
#   outside ---- uplink ---- host ---- network "bridge" --- server, peer
#                              |
#                              +------ network net ------- stranger
#
# The server's port is published on all addresses, on the uplink's, and on
# 127.0.0.1.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3
plan 68

server=server-$tag peer=peer-$tag stranger=stranger-$tag network=net-$tag

outside_create
all=$port on_uplink=$((port + 1)) on_lo=$((port + 2))
publish=()
for protocol in tcp udp; do
	publish+=(-p "$all:80/$protocol" -p "$uplink_address:$on_uplink:80/$protocol"
		-p "127.0.0.1:$on_lo:80/$protocol")
done
publish+=(-p "127.0.0.1:$((port + 3)):9/udp" -p "$((port + 4)):9/udp")
start_reporter "$server" "${publish[@]}"
start "$peer" -- sleep infinity
network_create "$network"
start "$stranger" --network "$network" -- sleep infinity

SERVER_GATEWAY=$(gateway "$server")
STRANGER_GATEWAY=$(gateway "$stranger")
PEER=$(address "$peer") STRANGER=$(address "$stranger")

queries=() texts=() expected=()

# expect TEXT ADDRESS ALL UPLINK LO: what the server says when dialled at an
# address of the host, at the port published on all addresses, and so on.
expect() {
	local protocol

	for protocol in tcp udp; do
		queries+=("$protocol" "$2" "$all" "$protocol" "$2" "$on_uplink"
			"$protocol" "$2" "$on_lo")
		texts+=("$1, ${protocol^^}, published on all"
			"$1, ${protocol^^}, published on the uplink"
			"$1, ${protocol^^}, published on loopback")
		expected+=("$3" "$4" "$5")
	done
}

# from PLACE: ask all that was expected.
from() {
	local answers i

	mapfile -t answers < <(ask "$1" "${queries[@]}")
	for i in "${!texts[@]}"; do
		is "${1%-*} by ${texts[i]}" "${expected[i]}" "${answers[i]}"
	done
	queries=() texts=() expected=()
}

O=$outside_address U=$uplink_address G=$SERVER_GATEWAY

expect "the uplink's address" "$U"                "$O"        "$O"        refused
from outside

expect "127.0.0.1"            127.0.0.1           "$G"        refused     "$G"
expect "127.0.0.5"            127.0.0.5           "$G"        refused     refused
expect "the uplink's address" "$U"                "$U"        "$U"        refused
expect "the gateway"          "$G"                "$G"        refused     refused
from host

expect "the uplink's address" "$U"                "$PEER"     "$PEER"     refused
expect "the gateway"          "$G"                "$PEER"     refused     refused
from "$peer"

expect "the uplink's address" "$U"                "$STRANGER" "$STRANGER" refused
expect "its own gateway"      "$STRANGER_GATEWAY" "$STRANGER" refused     refused
from "$stranger"

expect "the uplink's address" "$U"                "$G"        "$G"        refused
expect "the gateway"          "$G"                "$G"        refused     refused
from "$server"

# A neighbour may well send to 127.0.0.1, and a host may have been told to route that.
scratch
collect "$dir/seen" "$server" socat -u UDP4-RECV:9 -
wait_for 20 is_listening "$server" udp 9
sysctl -qw "net.ipv4.conf.$uplink.route_localnet=1" "net.ipv4.conf.$uplink.rp_filter=0"
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
	"$O" $((port + 3)) $((port + 4))
echo honest | at outside socat -u - "UDP4:$U:$((port + 4))"
eventually "what a neighbour sends to the uplink's address arrives" 20 grep -q honest "$dir/seen"
is "what it sends to 127.0.0.1 does not" honest "$(cat "$dir/seen")"
