#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Accept each packet which a rule puts into a queue of nfnetlink_queue.

usage: queue.py NUMBER

Prints "ready", and then a line for each packet. The messages are those of
linux/netfilter/nfnetlink_queue.h.
"""
import socket
import struct
import sys

NETLINK_NETFILTER, REQUEST = 12, 1
PACKET, VERDICT, CONFIG = (3 << 8 | command for command in range(3))
PACKET_HDR, VERDICT_HDR, CFG_CMD, CFG_PARAMS = 1, 2, 1, 2
BIND, COPY_META, ACCEPT = 1, 1, 1
ERROR = 2

number = int(sys.argv[1])
kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER)
kernel.setsockopt(270, 5, 1)    # NETLINK_NO_ENOBUFS


def send(kind, attr, value):
    data = struct.pack("=BBH", 0, 0, socket.htons(number))
    data += struct.pack("=HH", 4 + len(value), attr) + value + bytes(-len(value) % 4)
    kernel.send(struct.pack("=IHHII", 16 + len(data), kind, REQUEST, 0, 0) + data)


def attributes(message):
    while len(message) >= 4:
        length, kind = struct.unpack_from("=HH", message)
        yield kind & 0x3fff, message[4:length]
        message = message[length + 3 & ~3:]


send(CONFIG, CFG_CMD, struct.pack("!BBH", BIND, 0, 0))
send(CONFIG, CFG_PARAMS, struct.pack("!IB", 0, COPY_META))
print("ready", flush=True)
while True:
    message = kernel.recv(65536)
    length, kind = struct.unpack_from("=IH", message)
    if kind == ERROR:
        sys.exit(f"refused: {struct.unpack_from('=i', message, 16)[0]}")
    if kind != PACKET:
        continue
    header = dict(attributes(message[20:length]))[PACKET_HDR]
    send(VERDICT, VERDICT_HDR, struct.pack("!I", ACCEPT) + header[:4])
    print("packet", flush=True)
