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
       mapping.py burst ADDRESS        send to UDP port 9 from ever other sockets, for ever
       mapping.py claim ENDPOINT ROUNDS
                                       so many times, while there are flows to the outside,
                                       publish all the ports which they may have, and take
                                       that back; then tell how many flows had the port of
                                       another source, and how many a published one
"""
import resource
import signal
import socket
import sys
import time

import genl


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


def burst(address):
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(b"x", (address, 9))


def outward(family):
    """Source and port of each UDP flow to the outside."""
    flows = family.run(["dump", "flow-get", f"protocol={socket.IPPROTO_UDP}"])
    return [((flow["original"]["source-address"], flow["original"]["source-port"]),
             flow["reply"]["destination-port"]) for flow in flows if "publish" not in flow]


def claim(endpoint, rounds):
    family = genl.open_family()
    shared = published = 0
    for _ in range(rounds):
        flows = outward(family)
        while len(flows) < 100:
            time.sleep(0.01)
            flows = outward(family)
        shared += len(set(flows)) - len({port for _, port in flows})
        made = family.run(["publish-add", f"endpoint={endpoint}", f"protocol={socket.IPPROTO_UDP}",
                           "host-port=61000", "host-port-end=65535", "port=1"])
        published += len(outward(family))
        family.run(["publish-del", f"publish={made['publish']}"])
    print(f"{shared} shared, {published} published")


if sys.argv[1] == "flood":
    flood(int(sys.argv[2]), sys.argv[3])
elif sys.argv[1] == "tcp":
    tcp_ports(int(sys.argv[2]), sys.argv[3])
elif sys.argv[1] == "burst":
    burst(sys.argv[2])
elif sys.argv[1] == "claim":
    claim(int(sys.argv[2]), int(sys.argv[3]))
elif sys.argv[1] == "hold":
    hold(socket.SOCK_STREAM if sys.argv[2] == "tcp" else socket.SOCK_DGRAM)
else:
    ports(int(sys.argv[1]), sys.argv[2:])
