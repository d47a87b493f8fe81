#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""One end of a TCP connection, segment by segment, as no stack would send them.

usage: segments.py DEVICE ROUTER-MAC ADDRESS PORT PEER-ADDRESS PEER-PORT

Each line of stdin is a segment: its FLAGS, of the letters S, A, F, R and P; how far
its sequence number is from our SYN's; how far its acknowledgment is from the
peer's SYN; and FLAGS of an answer to wait for, if any. "new" begins another
connection from the same port. For each line "ok" is printed, or "silence".
"""
import random
import socket
import struct
import sys
import time

from frame import IPV4, address, opened, packet, tcp

BITS = {"F": 1, "S": 2, "R": 4, "P": 8, "A": 16}
PATIENCE = 15


def bits(letters):
    return sum(BITS[letter] for letter in letters)


class End:
    def __init__(self, device, router, own, port, peer, peer_port):
        self.names = own, peer, int(port), int(peer_port)
        self.router = router
        self.out = opened(device)
        self.mac = self.out.getsockname()[4].hex(":")
        self.seen = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(IPV4))
        self.seen.bind((device, IPV4))
        self.start, self.peer_start = random.getrandbits(30), 0

    def renew(self):
        self.start += 1 << 20

    def forget(self):
        """What came before now is no answer."""
        self.seen.setblocking(False)
        try:
            while True:
                self.seen.recv(1)
        except BlockingIOError:
            pass

    def send(self, flags, sequence, acknowledged):
        segment = tcp(*self.names, flags, self.start + sequence,
                      self.peer_start + acknowledged if flags & BITS["A"] else 0)
        self.forget()
        self.out.send(packet(self.router, self.mac, segment))

    def wait(self, flags):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.seen.settimeout(max(end - time.monotonic(), 0.01))
            try:
                got = self.seen.recv(2048)[14:]
            except TimeoutError:
                return False
            own, peer, port, peer_port = self.names
            if (got[9] == socket.IPPROTO_TCP and got[12:20] == address(peer) + address(own) and
                    struct.unpack_from("!HH", got, 20) == (peer_port, port) and
                    got[33] & ~BITS["P"] == flags):
                if flags & BITS["S"]:
                    self.peer_start = struct.unpack_from("!I", got, 24)[0]
                return True
        return False


def main():
    end = End(*sys.argv[1:])
    print("ok", flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "new":
            end.renew()
            print("ok", flush=True)
            continue
        end.send(bits(words[0]), int(words[1], 0), int(words[2], 0))
        print("ok" if len(words) < 4 or end.wait(bits(words[3])) else "silence", flush=True)


main()
