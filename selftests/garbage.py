#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Send frames which lie: valid ones with bytes, lengths and ends changed.

usage: garbage.py DEVICE COUNT SEED OWN-MAC PEER-MAC OWN,OWN6 PEER,PEER6 PORT [bypass]

The frames go from OWN to PEER, at PORT, of TCP, UDP, ICMP and IPv6's alike, as
requests, as errors which quote, as fragments, behind options and extension
headers, and as ARP and neighbour solicitations. The same SEED gives the same
frames. With bypass they pass no queue.
"""
import random
import struct
import sys

import frame

SOL_PACKET, PACKET_QDISC_BYPASS = 263, 20
TCP, UDP, ICMP, ICMP6, FRAGMENT, HOP, DEST, SCTP = 6, 17, 1, 58, 44, 0, 60, 132

device, count, seed, own_mac, peer_mac = sys.argv[1:6]
own, peer = (text.split(",") for text in sys.argv[6:8])
port = int(sys.argv[8])
chance = random.Random(int(seed))


def tcp():
    return struct.pack("!HHIIBBHHH", chance.randrange(65536), port, chance.randrange(1 << 32), 0,
                       chance.randrange(16) << 4, chance.randrange(256), 1000, 0, 0) + bytes(20)


def udp(data):
    return struct.pack("!HHHH", chance.randrange(65536), port,
                       chance.choice([8 + len(data), 0, 7, 65535]), 0) + data


def echo(kind):
    return struct.pack("!BBHHH", kind, 0, 0, chance.randrange(65536), 1) + bytes(16)


def sctp():
    return struct.pack("!HHII", 1000, port, 0, 0) + struct.pack("!BBHI", 1, 0, 20, 1) + bytes(12)


def transport(v6):
    kind = chance.choice([TCP, UDP, ICMP6 if v6 else ICMP, SCTP, chance.randrange(256)])
    if kind == TCP:
        return kind, tcp()
    if kind == UDP:
        return kind, udp(chance.randbytes(chance.randrange(64)))
    if kind == SCTP:
        return kind, sctp()
    if kind == ICMP6:
        return kind, echo(chance.choice([128, 129, 1, 2, 3, 4, 133, 134, 135, 136, 137, 143]))
    return kind, echo(chance.choice([0, 8, 3, 11, 12, 5, 13]))


def error(v6):
    """One which quotes a packet that the receiver may have sent."""
    kind, inner = transport(v6)
    quoted = frame.ip(peer[v6], own[v6], kind, inner)[:chance.randrange(20, 80)]
    if v6:
        return ICMP6, struct.pack("!BBHI", chance.randrange(1, 5), 0, 0, 0) + quoted
    message = struct.pack("!BBHI", chance.choice([3, 11, 12]), 4, 0, 1400) + quoted
    return ICMP, message[:2] + struct.pack("!H", frame.checksum(message)) + message[4:]


def extended(kind, payload):
    """Behind IPv6 extension headers, which may not fit."""
    for _ in range(chance.randrange(1, 4)):
        header = chance.choice([HOP, DEST, FRAGMENT, 43, 51])
        if header == FRAGMENT:
            payload = struct.pack("!BBHI", kind, 0, chance.randrange(65536), 7) + payload
        else:
            payload = struct.pack("!BB", kind, chance.randrange(3)) + bytes(6) + payload
        kind = header
    return kind, payload


def packet():
    v6 = chance.randrange(2)
    kind, payload = error(v6) if chance.random() < 0.3 else transport(v6)
    if v6 and chance.random() < 0.3:
        kind, payload = extended(kind, payload)
    whole = bytearray(frame.ip(own[v6], peer[v6], kind, payload, chance.choice([64, 255, 1, 0])))
    if not v6 and chance.random() < 0.2:
        struct.pack_into("!H", whole, 6, chance.randrange(65536))
    return bytes(whole)


def garbled(data):
    data = bytearray(data)
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        data[chance.randrange(14 if chance.random() < 0.9 else 0, len(data))] = \
            chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)):]
    return bytes(data)


def made():
    draw = chance.random()
    if draw < 0.05:
        return frame.arp(chance.randrange(3), own_mac, own_mac, own[0], peer[0])
    if draw < 0.1:
        solicit = struct.pack("!BBHI", 135, 0, 0, 0) + frame.address(peer[1])
        return frame.packet(peer_mac, own_mac, frame.ip(own[1], peer[1], ICMP6, solicit, 255))
    to = frame.BROADCAST if draw < 0.15 else peer_mac
    return frame.packet(to, own_mac, packet())


out = frame.opened(device)
if sys.argv[9:] == ["bypass"]:
    out.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
refused = 0
for _ in range(int(count)):
    try:
        out.send(garbled(made()))
    except OSError:
        refused += 1
# What is shorter than an Ethernet header the socket itself refuses.
if refused > int(count) / 2:
    sys.exit(f"seed {seed}: {refused} of {count} frames were refused")
