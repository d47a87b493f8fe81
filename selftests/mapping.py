#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Which ports of the host stand for those of a container.

usage: mapping.py COUNT ADDRESS...     ask a reporter ("port") at UDP port 7 of each
                                       address, from COUNT sockets; a line for each
                                       socket: the ports which the addresses saw
       mapping.py flood COUNT ADDRESS  open so many TCP connections to port 9
"""
import resource
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


def flood(count, address):
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + 64, count + 64))
    socks = []
    for _ in range(count):
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex((address, 9))
        socks.append(sock)


if sys.argv[1] == "flood":
    flood(int(sys.argv[2]), sys.argv[3])
else:
    ports(int(sys.argv[1]), sys.argv[2:])
