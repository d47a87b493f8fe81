#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Looks at all packets at a device: what they carry, and their sums.

usage: sniffer.py DEVICE PORT...

The ports are those of servers, as they are seen there. Ends with SIGTERM, and
then prints a line for each protocol, port and direction ("in" to the port):

  PROTOCOL PORT in|out BYTES SHA256 BAD PARTIAL LARGEST

  PROTOCOL        tcp4, udp4, tcp6, udp6
  BYTES, SHA256   of TCP, the stream put together; of UDP, one datagram after the other
  BAD             packets with a sum that is wrong
  PARTIAL         packets whose sum the kernel has marked as not made yet
  LARGEST         packet, so that large segments are to be seen

A sum which is not made yet covers the addresses already: that is looked at too.
tcpdump cannot tell such a packet from one with a wrong sum, so it is not used.
Fragments are passed over.
"""
import hashlib
import signal
import socket
import struct
import sys

from frame import IPV4, IPV6, checksum

SOL_PACKET, PACKET_AUXDATA, SO_RCVBUFFORCE = 263, 8, 33
ETH_P_ALL, PACKET_OUTGOING, TP_STATUS_CSUMNOTREADY = 3, 4, 8
PROTOCOLS = {socket.IPPROTO_TCP: "tcp", socket.IPPROTO_UDP: "udp"}
SYN = 2


class Direction:
    def __init__(self):
        self.bad = self.partial = self.largest = 0
        self.first, self.pieces, self.hash, self.bytes = None, {}, hashlib.sha256(), 0

    def datagram(self, data):
        self.hash.update(data)
        self.bytes += len(data)

    def segment(self, sequence, flags, data):
        if flags & SYN:
            self.first = sequence + 1
        elif data and self.first is not None:
            start = (sequence - self.first) & 0xffffffff
            self.pieces[start] = max(self.pieces.get(start, b""), data, key=len)

    def report(self):
        for start in sorted(self.pieces):
            data = self.pieces[start]
            if start > self.bytes:
                break                           # a gap: the sum will tell
            self.datagram(data[self.bytes - start:])
        return f"{self.bytes} {self.hash.hexdigest()} {self.bad} {self.partial} {self.largest}"


def parse(packet):
    """Family, protocol, payload and pseudo header of an unfragmented IP packet, or
    nothing; and whether its own sum is right."""
    kind = struct.unpack_from("!H", packet, 12)[0]
    packet = packet[14:]
    if kind == IPV4:
        size, length, protocol = (packet[0] & 15) * 4, *struct.unpack_from("!2xH5xB", packet)
        length = length or len(packet)          # larger than the field
        body, addresses = packet[size:length], packet[12:20]
        right = checksum(packet[:size]) == 0
        if struct.unpack_from("!H", packet, 6)[0] & 0x3fff:
            return None
    elif kind == IPV6:
        length, protocol = struct.unpack_from("!4xHB", packet)
        body, addresses = packet[40:40 + (length or len(packet))], packet[8:40]
        right = True
    else:
        return None
    family = 4 if kind == IPV4 else 6
    return family, protocol, body, addresses + struct.pack("!II", len(body), protocol), right


def sum_is_right(protocol, body, pseudo, partial):
    at = 16 if protocol == socket.IPPROTO_TCP else 6
    found = body[at:at + 2]
    if partial:
        return struct.unpack("!H", found)[0] == ~checksum(pseudo) & 0xffff
    if protocol == socket.IPPROTO_UDP and found == bytes(2):
        return True                             # none was made
    return checksum(pseudo + body) == 0


def look(directions, packet, partial):
    parsed = parse(packet)
    if not parsed or parsed[1] not in PROTOCOLS:
        return
    family, protocol, body, pseudo, right = parsed
    name = f"{PROTOCOLS[protocol]}{family}"
    source, to = struct.unpack_from("!HH", body)
    found = directions.get((name, to, "in")) or directions.get((name, source, "out"))
    if not found:
        return
    found.partial += partial
    found.largest = max(found.largest, len(packet))
    found.bad += not (right and sum_is_right(protocol, body, pseudo, partial))
    if protocol == socket.IPPROTO_TCP:
        sequence, offset, flags = struct.unpack_from("!I4xBB", body, 4)
        found.segment(sequence, flags, body[(offset >> 4) * 4:])
    else:
        found.datagram(body[8:])


def packets(sock, device):
    """Each packet, and whether its sum is not made yet, until nothing comes any more."""
    while True:
        try:
            packet, control, _, sender = sock.recvmsg(1 << 17, 64)
        except socket.timeout:
            return
        if device == "lo" and sender[2] == PACKET_OUTGOING:
            continue                            # it is seen again as it comes in
        status = next((struct.unpack_from("=I", data)[0] for level, kind, data in control
                       if (level, kind) == (SOL_PACKET, PACKET_AUXDATA)), 0)
        yield packet, bool(status & TP_STATUS_CSUMNOTREADY)


def main():
    device, ports = sys.argv[1], [int(port) for port in sys.argv[2:]]
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 26)
    sock.bind((device, ETH_P_ALL))
    directions = {(f"{protocol}{family}", port, way): Direction()
                  for protocol in PROTOCOLS.values() for family in (4, 6)
                  for port in ports for way in ("in", "out")}
    # Nothing is parsed before the end: it all has room in the buffer.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    print("listening", flush=True)
    signal.sigwait([signal.SIGTERM])
    sock.settimeout(0.1)
    for packet, partial in packets(sock, device):
        look(directions, packet, partial)
    for key, direction in directions.items():
        print(*key, direction.report())


main()
