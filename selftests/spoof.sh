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
plan 12

network=net-$tag liar=liar-$tag victim=victim-$tag other=other-$tag

network_create "$network"
device=$(device_of "$network")
for name in "$liar" "$victim" "$other"; do
	start "$name" --network "$network" -- sleep infinity
done
LIAR=$(address "$liar") VICTIM=$(address "$victim") OTHER=$(address "$other")
GATEWAY=$(gateway "$liar")

scratch
collect "$dir/seen" "$victim" socat -u UDP4-RECV:9999 -
wait_for 20 is_listening "$victim" udp 9999
# Both know their gateway before it is lied about.
at "$victim" ping -qc 1 -W 15 "$GATEWAY" >/dev/null
truth=$(neighbour "$victim" "$GATEWAY" eth0)

declare -A before
for reason in rogue martian spoofed-mac spoofed-ip no-endpoint protocol malformed; do
	before[$reason]=$(drops "$device" "$reason")
done

cp "$here/frame.py" "$dir"
cat >"$dir/send.py" <<'END'
import struct
import sys
from frame import BROADCAST, arp, ethernet, fragment, opened, packet, udp
SOL_PACKET, PACKET_VNET_HDR = 263, 15
own_mac, peer_mac, other_mac, gateway_mac, own, peer, other, gateway = sys.argv[1:]
out = opened("eth0")

def say(ether_to, ether_from, source, to, text):
    datagram = udp(source, to, 1111, 9999, text.encode() + b"\n")
    out.send(packet(ether_to, ether_from, datagram))

for i in range(3):
    say(peer_mac, other_mac, own, peer, "false MAC")
for i in range(1):
    say(peer_mac, own_mac, other, peer, "address of another")
for i in range(2):
    say(peer_mac, own_mac, "192.0.2.1", peer, "address of nobody here")
for i in range(4):
    out.send(arp(1, own_mac, own_mac, gateway, peer))       # "I am the gateway"
for i in range(8):
    out.send(arp(2, own_mac, other_mac, own, peer))         # "I am at another's MAC"
for i in range(5):
    say(peer_mac, own_mac, own, own.rsplit(".", 1)[0] + ".250", "to nobody")
for i in range(1):
    out.send(ethernet(peer_mac, own_mac, 0x88b5, bytes(50)))
# As a DHCP server, to all and to one, in the first fragment.
for to, address, source_port in (BROADCAST, "255.255.255.255", 67), (peer_mac, peer, 9):
    whole = udp(own, address, source_port, 68, bytes(32))
    out.send(packet(to, own_mac, fragment(whole, 0, 16)))
# To one by way of the gateway.
out.send(packet(gateway_mac, own_mac, udp(own, peer, 67, 68, bytes(32))))
# In a frame to all, to the host alone.
for to in "127.0.0.1", gateway:
    say(BROADCAST, own_mac, own, to, "to one")
# An address may have had another MAC address before.
say("02:00:00:00:00:01", own_mac, own, peer, "late")
say(peer_mac, own_mac, own, peer, "honest")
say(BROADCAST, own_mac, own, own.rsplit(".", 2)[0] + ".255.255", "to all")
# What later fragments begin with are no ports.
whole = udp(own, peer, 1111, 9999, b"cut in\0\0\0\x43\0\x44 two\n")
for part in (0, 16), (16, len(whole)):
    out.send(packet(peer_mac, own_mac, fragment(whole, *part)))

# A sum which the device is to write into the IP header, into a port, or elsewhere but where
# the protocol has it (VIRTIO_NET_HDR_F_NEEDS_CSUM): for the outside.
out.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
beyond = packet(gateway_mac, own_mac, udp(own, "192.0.2.1", 1111, 9999, bytes(40)))
for start, offset in (20, 8), (34, 2), (34, 16), (35, 0), (40, 0):
    out.send(struct.pack("<BBHHHH", 1, 0, 0, 0, start, offset) + beyond)
END
at "$liar" python3 "$dir/send.py" "$(mac "$liar")" "$(mac "$victim")" \
	"$(mac "$other")" "$truth" "$LIAR" "$VICTIM" "$OTHER" "$GATEWAY"

eventually "one in fragments, of which a later one reads as from a DHCP server, arrives" 20 \
	grep -aq two "$dir/seen"
is "and honest ones, one to an old MAC address; none of the others" "late honest to all cut inCD two" \
	"$(tr -d '\0' <"$dir/seen" | paste -sd' ')"

dropped() {
	echo $(($(drops "$device" "$1") - before[$1]))
}
is "false MAC addresses are counted" 3 "$(dropped spoofed-mac)"
is "false IP addresses, in IP and ARP, are counted" 15 "$(dropped spoofed-ip)"
is "packets to an address of nobody are counted" 5 "$(dropped no-endpoint)"
is "the words of a DHCP server are counted, also if they are cut or go by the gateway" 3 \
	"$(dropped rogue)"
is "packets for one in frames to all are counted" 2 "$(dropped martian)"
is "frames of other protocols are counted" 1 "$(dropped protocol)"
is "sums which would change what was judged are counted" 5 "$(dropped malformed)"

is "the victim knows its gateway still" "$truth" "$(neighbour "$victim" "$GATEWAY" eth0)"
is "the victim has learned nothing of the other" none "$(neighbour "$victim" "$OTHER" eth0)"
succeeds "all can talk on" at "$victim" ping -qc 1 -W 15 "$LIAR"
