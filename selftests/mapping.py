#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Which ports of the host stand for those of a container.

usage: mapping.py COUNT ADDRESS...     ask a reporter ("port") at UDP port 7 of each
                                       address, from COUNT sockets; a line for each
                                       socket: the ports which the addresses saw
       mapping.py tcp COUNT ADDRESS    the same over as many TCP connections, one by one
       mapping.py flood COUNT ADDRESS  open so many TCP connections to port 9
       mapping.py hold tcp|udp         have sockets at all ports from 61000 on but every
                                       fourth, and tell when
"""
import resource
import signal
import socket
import sys


def ask(sock, address):
    for _ in range(5):
        sock.sendto(b"x", (address, 7))
        try:
            return sock.recv(100).split()[1].decode()
        except TimeoutError:
            continue
        except OSError as error:
            return error.strerror.replace(" ", "-")
    return "silence"


def ports(count, addresses):
    # All open at once, so that each has a port of its own.
    for sock in [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]:
        sock.settimeout(3)
        print(*[ask(sock, address) for address in addresses])


def tcp_ports(count, address):
    for n in range(count):
        # From ports which no connection had before: those keep what they were given.
        with socket.create_connection((address, 7), 15, ("", 20000 + n)) as sock:
            sock.sendall(b"x")
            print(sock.recv(100).split()[1].decode())


def allow_files(count):
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + 64, count + 64))


def hold(kind):
    allow_files(4536)
    socks = []
    for port in range(61000, 65536):
        if port % 4:
            socks.append(socket.socket(socket.AF_INET, kind))
            socks[-1].bind(("0.0.0.0", port))
            if kind == socket.SOCK_STREAM:
                socks[-1].listen()
    print("held", flush=True)
    signal.pause()


def flood(count, address):
    allow_files(count)
    socks = []
    for _ in range(count):
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex((address, 9))
        socks.append(sock)


if sys.argv[1] == "flood":
    flood(int(sys.argv[2]), sys.argv[3])
elif sys.argv[1] == "tcp":
    tcp_ports(int(sys.argv[2]), sys.argv[3])
elif sys.argv[1] == "hold":
    hold(socket.SOCK_STREAM if sys.argv[2] == "tcp" else socket.SOCK_DGRAM)
else:
    ports(int(sys.argv[1]), sys.argv[2:])
