#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a container sends with addresses that are not its own is dropped and
# counted. There may be a handful of each kind, so the kinds differ in number.
#
#   --------+-------- network
#   |       |       |
#   liar  victim  other

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool python3
plan 10

network=net-$tag liar=liar-$tag victim=victim-$tag other=other-$tag

network_create "$network"
device=$(device_of "$network")
for name in "$liar" "$victim" "$other"; do
	start "$name" --network "$network" -- sleep infinity
done
LIAR=$(address "$liar") VICTIM=$(address "$victim") OTHER=$(address "$other")
GATEWAY=$(gateway "$liar")

dir=$(mktemp -d "/var/tmp/ctrnet-$tag.XXXX")
at_exit rm -rf "$dir"
collect "$dir/seen" "$victim" socat -u UDP4-RECV:9999 -
wait_for 20 is_listening "$victim" udp 9999
# Both know their gateway before it is lied about.
at "$victim" ping -qc 1 -W 15 "$GATEWAY" >/dev/null
neighbour() {
	at "$victim" ip -j neigh show "$1" dev eth0 | jq -r '.[0].lladdr // "none"'
}
truth=$(neighbour "$GATEWAY")

declare -A before
for reason in spoofed-mac spoofed-ip no-endpoint protocol malformed; do
	before[$reason]=$(drops "$device" "$reason")
done

cat >"$dir/send.py" <<'END'
import socket, struct, sys
own_mac, peer_mac, other_mac, own, peer, other, gateway = sys.argv[1:]
mac = lambda text: bytes.fromhex(text.replace(":", ""))
ip = socket.inet_aton
out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
out.bind(("eth0", 0))

def checksum(header):
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff

def udp(ether_to, ether_from, source, to, text):
    text = text.encode() + b"\n"
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + len(text), 1, 0, 64, 17, 0,
                         ip(source), ip(to))
    header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
    datagram = struct.pack("!HHHH", 1111, 9999, 8 + len(text), 0) + text
    out.send(mac(ether_to) + mac(ether_from) + b"\x08\x00" + header + datagram)

def arp(operation, sender_mac, sender, target):
    out.send(b"\xff" * 6 + mac(own_mac) + b"\x08\x06" +
             struct.pack("!HHBBH6s4s6s4s", 1, 0x800, 6, 4, operation,
                         mac(sender_mac), ip(sender), bytes(6), ip(target)))

for i in range(3):
    udp(peer_mac, other_mac, own, peer, "false MAC")
for i in range(1):
    udp(peer_mac, own_mac, other, peer, "address of another")
for i in range(2):
    udp(peer_mac, own_mac, "192.0.2.1", peer, "address of nobody here")
for i in range(4):
    arp(1, own_mac, gateway, peer)       # "I am the gateway"
for i in range(8):
    arp(2, other_mac, own, peer)         # "I am at another's MAC"
for i in range(5):
    udp(peer_mac, own_mac, own, own.rsplit(".", 1)[0] + ".250", "to nobody")
for i in range(1):
    out.send(mac(peer_mac) + mac(own_mac) + b"\x88\xb5" + bytes(50))
# An address may have had another MAC address before.
udp("02:00:00:00:00:01", own_mac, own, peer, "late")
udp(peer_mac, own_mac, own, peer, "honest")
END
at "$liar" python3 "$dir/send.py" "$(mac "$liar")" "$(mac "$victim")" \
	"$(mac "$other")" "$LIAR" "$VICTIM" "$OTHER" "$GATEWAY"

eventually "an honest frame arrives" 20 grep -qx honest "$dir/seen"
is "and one to an old MAC address, none of the others" "late honest" \
	"$(paste -sd' ' "$dir/seen")"

dropped() {
	echo $(($(drops "$device" "$1") - before[$1]))
}
is "false MAC addresses are counted" 3 "$(dropped spoofed-mac)"
is "false IP addresses, in IP and ARP, are counted" 15 "$(dropped spoofed-ip)"
is "packets to an address of nobody are counted" 5 "$(dropped no-endpoint)"
isnt "frames of other protocols are counted" 0 "$(dropped protocol)"
is "nothing was malformed" 0 "$(dropped malformed)"

is "the victim knows its gateway still" "$truth" "$(neighbour "$GATEWAY")"
is "the victim has learned nothing of the other" none "$(neighbour "$OTHER")"
succeeds "all can talk on" at "$victim" ping -qc 1 -W 15 "$LIAR"
