#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""A file by UDP, with retransmission: large segments, numbered datagrams.

usage: transfer.py send ADDRESS PORT <FILE
       transfer.py receive PORT >FILE

The sender cuts the file into windows, and a window into datagrams; it asks after
each window which of them are missing, sends these again, and goes on when there
are none. So it is as fast as the path, and loses nothing. Both leave it to the
kernel to cut and join datagrams (UDP_SEGMENT, UDP_GRO), as servers of QUIC do.
The sender says on stderr how many datagrams it sent, and how many of them again.
"""
import socket
import struct
import sys

SOL_UDP, UDP_SEGMENT, UDP_GRO = 17, 103, 104
HEAD = struct.Struct("!II")         # window, and number in it
# Bytes of a datagram; datagrams of a window, which fits into a receive buffer.
DATA, WINDOW = 1392, 128
SIZE = HEAD.size + DATA
BATCH = 65000 // SIZE
QUESTION, END = 0xffffffff, 0xfffffffe
PATIENCE, TRIES = 0.3, 200


class Sender:
    def __init__(self, address, port):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.connect((address, port))
        self.sock.setsockopt(SOL_UDP, UDP_SEGMENT, SIZE)
        self.sock.settimeout(PATIENCE)
        self.sent = self.again = 0

    def ask(self, window, question):
        """What the receiver says: the numbers that are missing."""
        for _ in range(TRIES):
            try:
                self.sock.send(HEAD.pack(window, question))
                while True:
                    answer = self.sock.recv(65536)
                    if HEAD.unpack_from(answer) == (window, question):
                        return struct.unpack_from(f"!{len(answer[HEAD.size:]) // 2}H",
                                                  answer, HEAD.size)
            except (socket.timeout, ConnectionRefusedError):
                pass
        sys.exit(f"no answer about window {window}")

    def send_window(self, window, data):
        pieces = [HEAD.pack(window, number) + data[number * DATA:(number + 1) * DATA]
                  for number in range(-(-len(data) // DATA))]
        missing = range(len(pieces))
        while missing:
            for first in range(0, len(missing), BATCH):
                self.sock.send(b"".join(pieces[i] for i in missing[first:first + BATCH]))
            self.sent += len(missing)
            missing = [i for i in self.ask(window, QUESTION) if i < len(pieces)]
            self.again += len(missing)

    def run(self, source):
        window = 0
        while data := source.read(WINDOW * DATA):
            self.send_window(window, data)
            window += 1
        self.ask(window, END)
        print(f"{self.sent} datagrams, {self.again} of them again", file=sys.stderr)


class Receiver:
    def __init__(self, port, out):
        family, any_address = socket.AF_INET6, "::"
        if not socket.has_dualstack_ipv6():
            family, any_address = socket.AF_INET, ""
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        if family == socket.AF_INET6:
            self.sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.sock.setsockopt(SOL_UDP, UDP_GRO, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.sock.bind((any_address, port))
        self.out, self.window, self.pieces = out, 0, {}

    def answer(self, window, question, peer):
        if window == self.window + 1:           # nothing was missing: the sender went on
            self.flush()
        missing = [i for i in range(WINDOW) if i not in self.pieces]
        head = HEAD.pack(window, question)
        self.sock.sendto(head + struct.pack(f"!{len(missing)}H", *missing), peer)

    def flush(self):
        for number in sorted(self.pieces):
            self.out.write(self.pieces[number])
        self.window, self.pieces = self.window + 1, {}

    def take(self, datagram, peer):
        window, number = HEAD.unpack_from(datagram)
        if number in (QUESTION, END):
            self.answer(window, number, peer)
            return number == END
        if window == self.window + 1:
            self.flush()
        if window == self.window:
            self.pieces[number] = datagram[HEAD.size:]
        return False

    def run(self):
        done = False
        while True:
            try:
                data, peer = self.sock.recvfrom(65536)
            except socket.timeout:
                return
            for start in range(0, len(data), SIZE):
                done |= self.take(data[start:start + SIZE], peer)
            if done:                            # the last answer may be lost
                self.out.flush()
                self.sock.settimeout(4 * PATIENCE)


if sys.argv[1] == "send":
    Sender(sys.argv[2], int(sys.argv[3])).run(sys.stdin.buffer)
else:
    Receiver(int(sys.argv[2]), sys.stdout.buffer).run()
