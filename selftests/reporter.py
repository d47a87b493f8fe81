#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""A server, over TCP and UDP, whose answers tell who is there.

usage: reporter.py PORT[,PORT...] [address|port|name|echo]

  address  the address at which it sees the client (default)
  port     the same, and the client's port
  name     the host name of its container; what it is sent goes to stderr
  echo     what it is sent

Every datagram is answered. So is what comes over a connection, but "address"
and "port" tell it once and send back what follows. One process for all: socat
forks for each datagram, and loses some.
"""
import selectors
import socket
import sys

PORTS, MODE = sys.argv[1].split(","), (sys.argv[2:] or ["address"])[0]
selector = selectors.DefaultSelector()


def answer(data, peer):
    if MODE == "echo":
        return data
    if MODE == "name":
        sys.stderr.write(data.decode())
        sys.stderr.flush()
        return f"{socket.gethostname()}\n".encode()
    return f"{peer[0]} {peer[1]}\n".encode() if MODE == "port" else f"{peer[0]}\n".encode()


def on_datagram(sock):
    data, peer = sock.recvfrom(65536)
    sock.sendto(answer(data, peer), peer)


def on_connection(sock):
    conn, peer = sock.accept()
    told = []

    def on_data(conn):
        try:
            data = conn.recv(65536)
            if data:
                conn.sendall(data if told else answer(data, peer))
                told.extend([True] if MODE in ("address", "port") else [])
                return
        except OSError:
            pass
        selector.unregister(conn)
        conn.close()

    selector.register(conn, selectors.EVENT_READ, on_data)


def serve(family, any_address, port):
    udp = socket.socket(family, socket.SOCK_DGRAM)
    tcp = socket.socket(family, socket.SOCK_STREAM)
    # Not one socket for both families: it would see IPv4 clients under IPv6 names.
    if family == socket.AF_INET6:
        udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        tcp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    udp.bind((any_address, port))
    selector.register(udp, selectors.EVENT_READ, on_datagram)
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    tcp.bind((any_address, port))
    tcp.listen(64)
    selector.register(tcp, selectors.EVENT_READ, on_connection)


for each in PORTS:
    serve(socket.AF_INET, "0.0.0.0", int(each))
    serve(socket.AF_INET6, "::", int(each))
while True:
    for key, _ in selector.select():
        key.data(key.fileobj)
