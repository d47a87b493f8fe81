# SPDX-License-Identifier: GPL-2.0-only
"""Ethernet frames of either family, for what no socket would send.

Addresses are text; all that is returned is bytes, with right checksums.
"""
import ipaddress
import socket
import struct

IPV4, ARP, IPV6 = 0x0800, 0x0806, 0x86dd
BROADCAST = "ff:ff:ff:ff:ff:ff"


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def address(text):
    return ipaddress.ip_address(text).packed


def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ethernet(to, sender, kind, payload):
    return mac(to) + mac(sender) + struct.pack("!H", kind) + payload


def ip(source, to, protocol, payload, ttl=64, options=b""):
    """Options are IPv4's."""
    source, to = address(source), address(to)
    if len(source) == 16:
        return struct.pack("!IHBB", 6 << 28, len(payload), protocol, ttl) + source + to + payload
    options += bytes(-len(options) % 4)
    head = struct.pack("!BBHHHBBH4s4s", 0x45 + len(options) // 4, 0,
                       20 + len(options) + len(payload), 1, 0, ttl, protocol, 0,
                       source, to) + options
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def udp(source, to, source_port, port, data, ttl=64, options=b""):
    """The IP packet of a datagram."""
    head = struct.pack("!HHH", source_port, port, 8 + len(data))
    pseudo = address(source) + address(to) + struct.pack("!II", 8 + len(data), socket.IPPROTO_UDP)
    total = checksum(pseudo + head + bytes(2) + data) or 0xffff
    return ip(source, to, socket.IPPROTO_UDP, head + struct.pack("!H", total) + data, ttl, options)


def fragment(whole, begin, end):
    """Of an IPv4 packet, the fragment with these bytes of its payload."""
    head, payload = whole[:20], whole[20:]
    more = 0x2000 if end < len(payload) else 0
    head = head[:2] + struct.pack("!H", 20 + len(payload[begin:end])) + head[4:6] + \
        struct.pack("!HBBH", more | begin // 8, head[8], head[9], 0) + head[12:]
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload[begin:end]


def tcp(source, to, source_port, port, flags, sequence, acknowledged, data=b""):
    """The IP packet of a segment; flags are the bits of the header."""
    head = struct.pack("!HHIIBBH", source_port, port, sequence & 0xffffffff,
                       acknowledged & 0xffffffff, 5 << 4, flags, 65535)
    pseudo = address(source) + address(to) + struct.pack("!II", 20 + len(data), socket.IPPROTO_TCP)
    total = checksum(pseudo + head + bytes(4) + data)
    return ip(source, to, socket.IPPROTO_TCP, head + struct.pack("!HH", total, 0) + data)


def packet(to, sender, payload):
    """The frame of an IP packet."""
    return ethernet(to, sender, IPV6 if payload[0] >> 4 == 6 else IPV4, payload)


def arp(operation, ether_from, sender_mac, sender, target):
    """A broadcast which asks (1) or tells (2); it may lie about its sender."""
    head = struct.pack("!HHBBH", 1, IPV4, 6, 4, operation)
    return ethernet(BROADCAST, ether_from, ARP, head + mac(sender_mac) + address(sender) +
                    bytes(6) + address(target))


def opened(device):
    """A socket which sends frames."""
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind((device, 0))
    return out
