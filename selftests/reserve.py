#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Which sockets of the host are in the way of a large range of ports.

usage: reserve.py ENDPOINT PORT

For each row of the table a socket is bound to PORT, then a range of 2000 ports around
it is published for the endpoint, by its id. Prints for each row what it is about,
what should come of it and what has, with a bar between.
"""
import socket
import struct
import sys

import genl

TCP, UDP, SCTP = socket.IPPROTO_TCP, socket.IPPROTO_UDP, socket.IPPROTO_SCTP
NAMES = {TCP: "TCP", UDP: "UDP", SCTP: "SCTP"}
REFUSED = "EADDRINUSE a socket of the host has the port [host-port]"

# Protocol, the socket's address, what it does, the range's address, what comes of it.
ROWS = [
    (TCP, "0.0.0.0", "listen", "0.0.0.0", REFUSED),
    (TCP, "127.0.0.1", "listen", "0.0.0.0", REFUSED),
    (TCP, "0.0.0.0", "bind", "127.0.0.1", REFUSED),
    (TCP, "127.0.0.1", "listen", "127.0.0.2", "published"),
    (TCP, "127.0.0.1", "connect", "0.0.0.0", "published"),
    (TCP, "0.0.0.0", "listen", "::", "published"),
    (TCP, "::", "listen", "0.0.0.0", REFUSED),
    (TCP, "::", "listen", "::", REFUSED),
    (TCP, "::1", "listen", "::", REFUSED),
    (TCP, "::1", "listen", "0.0.0.0", "published"),
    (TCP, "::", "v6only", "0.0.0.0", "published"),
    (UDP, "0.0.0.0", "bind", "0.0.0.0", REFUSED),
    (UDP, "127.0.0.1", "bind", "0.0.0.0", REFUSED),
    (UDP, "127.0.0.1", "bind", "127.0.0.2", "published"),
    (UDP, "127.0.0.1", "connect", "0.0.0.0", REFUSED),
    (UDP, "127.0.0.1", "any port", "0.0.0.0", "published"),
    (UDP, "::", "bind", "127.0.0.1", REFUSED),
    (UDP, "::ffff:127.0.0.1", "bind", "0.0.0.0", REFUSED),
    (UDP, "::1", "bind", "::1", REFUSED),
    (UDP, "0.0.0.0", "bind", "::1", "published"),
    (SCTP, "0.0.0.0", "bind", "0.0.0.0", REFUSED),
    (SCTP, "::1", "bind", "::", REFUSED),
]


def connect(sock, address, port):
    """Connect it to another socket, which is returned."""
    peer = socket.socket(sock.family, sock.type, sock.proto)
    peer.bind((address, port))
    if sock.type == socket.SOCK_STREAM:
        peer.listen()
        # It shall leave nothing behind which is in the way of the next row.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.connect(peer.getsockname())
    return peer


def occupy(protocol, address, what, port):
    """Sockets of a row; the first is the one which it is about."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_DGRAM if protocol == UDP else socket.SOCK_STREAM
    sock = socket.socket(family, kind, protocol)
    if what == "v6only":
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    sock.bind((address, 0 if what == "any port" else port))
    if what in ("listen", "v6only"):
        sock.listen()
    if what in ("connect", "any port"):
        return [sock, connect(sock, address, port + 1500)]
    return [sock]


def publish(family, endpoint, protocol, address, port):
    request = (f"publish-add endpoint={endpoint} protocol={protocol} host-address={address} "
               f"host-port={port - 1000} host-port-end={port + 999} port=1")
    try:
        made = family.run(request.split())
    except genl.Refused as refused:
        return str(refused)
    family.run(["publish-del", f"publish={made['publish']}"])
    return "published"


def main():
    family = genl.open_family()
    endpoint, port = sys.argv[1], int(sys.argv[2])
    for protocol, address, what, published, expected in ROWS:
        socks = occupy(protocol, address, what, port)
        got = publish(family, endpoint, protocol, published, socks[0].getsockname()[1])
        for sock in socks:
            sock.close()
        print(f"{NAMES[protocol]}: {address} ({what}), range at {published}|{expected}|{got}")


main()
