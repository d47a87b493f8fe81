#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Sends a flood of frames, each another one.

usage: flood.py DEVICE KIND COUNT [mac=RECEIVER] from=ADDRESS to=ADDRESS [port=PORT]

The first one is made with its sums. In those which follow a word counts up, and the sums
over it count down.
"""
import errno
import struct
import sys
from frame import BROADCAST, IPV6, address, arp, checksum, ethernet, fragment, ip, mac, opened, \
    packet, tcp, udp

# Where 16-bit words are in a frame of IPv4 without options, of ARP, and of IPv6.
IP_ID, IP_SUM, IP_SOURCE, IP_TO = 18, 24, 28, 32
SPORT, DPORT, TCP_SUM, UDP_SUM = 34, 36, 50, 40
ICMP_SUM, ICMP_ID, INNER_SPORT = 36, 38, 62
ARP_TARGET, ND_SUM, ND_TARGET = 40, 56, 76
# So many values has the word that counts; then another one begins to.
LOW = 50000


def icmp(kind, code, rest):
    head = struct.pack("!BBHI", kind, code, 0, 0) + rest
    return head[:2] + struct.pack("!H", checksum(head)) + head[4:]


def solicit(own, source, target):
    """A neighbour solicitation."""
    group = address("ff02::1:ff00:0")[:13] + address(target)[13:]
    body = struct.pack("!BBHI", 135, 0, 0, 0) + address(target) + b"\1\1" + mac(own)
    pseudo = address(source) + group + struct.pack("!II", len(body), 58)
    body = body[:2] + struct.pack("!H", checksum(pseudo + body)) + body[4:]
    head = struct.pack("!IHBB", 6 << 28, len(body), 58, 255) + address(source) + group
    return ethernet("33:33:ff:00:00:00", own, IPV6, head + body)


def segment(v):
    return packet(v["mac"], v["own"], tcp(v["from"], v["to"], 1024, int(v["port"]), 2, 0, 0))


def datagram(v, mac_to=None):
    return packet(mac_to or v["mac"], v["own"],
                  udp(v["from"], v["to"], 1024, int(v["port"]), b"flood"))


def first_fragment(v):
    whole = udp(v["from"], v["to"], 1024, int(v["port"]), bytes(1400))
    return packet(v["mac"], v["own"], fragment(whole, 0, 1000))


def last_fragment(v):
    whole = udp(v["from"], v["to"], 1024, int(v["port"]), bytes(1400))
    return packet(v["mac"], v["own"], fragment(whole, 1000, 1408))


def echo(v):
    return packet(v["mac"], v["own"], ip(v["from"], v["to"], 1, icmp(8, 0, b"flood")))


def unreachable(v):
    """It says of a packet which never was that it did not arrive."""
    inner = udp(v["to"], v["from"], 1024, int(v["port"]), b"")
    return packet(v["mac"], v["own"], ip(v["from"], v["to"], 1, icmp(3, 1, inner)))


# Of each: what makes the frame, the words that count, and the sums over each of these.
KINDS = {
    "syn": (segment, (SPORT, TCP_SUM), (IP_SOURCE, IP_SUM, TCP_SUM)),
    "syn-sources": (segment, (IP_SOURCE, IP_SUM, TCP_SUM), (SPORT, TCP_SUM)),
    "udp-sources": (datagram, (IP_SOURCE, IP_SUM, UDP_SUM), (SPORT, UDP_SUM)),
    "udp-ports": (datagram, (DPORT, UDP_SUM), (IP_TO, IP_SUM, UDP_SUM)),
    "first-fragments": (first_fragment, (IP_ID, IP_SUM), (IP_SOURCE, IP_SUM)),
    "last-fragments": (last_fragment, (IP_ID, IP_SUM), (IP_SOURCE, IP_SUM)),
    "echo": (echo, (ICMP_ID, ICMP_SUM), (IP_TO, IP_SUM)),
    "unreachable": (unreachable, (INNER_SPORT, ICMP_SUM), (IP_SOURCE, IP_SUM)),
    "broadcast": (lambda v: datagram(v, BROADCAST), (SPORT, UDP_SUM), (DPORT, UDP_SUM)),
    "arp": (lambda v: arp(1, v["own"], v["own"], v["from"], v["to"]),
            (ARP_TARGET,), (ARP_TARGET - 2,)),
    "solicit": (lambda v: solicit(v["own"], v["from"], v["to"]),
                (ND_TARGET, ND_SUM), (ND_TARGET - 2, ND_SUM)),
}


def add(frame, at, value):
    """To a word, as sums count: 0xffff is 0."""
    word = struct.unpack_from("!H", frame, at)[0]
    struct.pack_into("!H", frame, at, (word + value) % 0xffff)


def varied(base, words, number):
    frame = bytearray(base)
    for (at, *sums), value in zip(words, (number % LOW, number // LOW)):
        add(frame, at, value)
        for each in sums:
            add(frame, each, -value)
    return frame


def main():
    device, kind, count = sys.argv[1:4]
    values = dict(word.split("=", 1) for word in sys.argv[4:])
    out = opened(device)
    values.setdefault("own", out.getsockname()[4].hex(":"))
    make, *words = KINDS[kind]
    base = make(values)
    for number in range(int(count)):
        try:
            out.send(varied(base, words, number))
        except OSError as error:
            # A queue is full: so goes a part of every flood.
            if error.errno != errno.ENOBUFS:
                raise


if __name__ == "__main__":
    main()
