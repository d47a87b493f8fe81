#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Send a datagram, and print which ICMP error comes back: FROM TYPE CODE.

usage: icmp_error.py ADDRESS PORT [TTL [COUNT]]

With COUNT so many datagrams are sent first, each from a port of its own. The
last is repeated for some seconds, as a host limits how many errors it sends;
"silence" if there is none.
"""
import resource
import select
import socket
import sys

IP_RECVERR, IPV6_RECVERR = 11, 25

host, port = sys.argv[1], int(sys.argv[2])
ttl, count = [int(arg) for arg in sys.argv[3:5]] + [64, 0][len(sys.argv) - 3:]
family = socket.getaddrinfo(host, port)[0][0]
inet = family == socket.AF_INET


def datagram_socket():
    sock = socket.socket(family, socket.SOCK_DGRAM)
    level = socket.IPPROTO_IP if inet else socket.IPPROTO_IPV6
    sock.setsockopt(level, IP_RECVERR if inet else IPV6_RECVERR, 1)
    sock.setsockopt(level, socket.IP_TTL if inet else socket.IPV6_UNICAST_HOPS, ttl)
    sock.connect((host, port))
    return sock


def send(sock):
    try:
        sock.send(b"x")
    except OSError:
        pass    # the error, which is in the queue too


def error(data):
    """Of a struct sock_extended_err, which the sender's address follows."""
    address = data[20:24] if inet else data[24:40]
    return f"{socket.inet_ntop(family, address)} {data[5]} {data[6]}"


if count:
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + 64, count + 64))
others = [datagram_socket() for _ in range(count)]
for other in others:
    send(other)

sock = datagram_socket()
poll = select.poll()
poll.register(sock, 0)
for _ in range(5):
    send(sock)
    if poll.poll(1000):
        print(error(sock.recvmsg(64, 512, socket.MSG_ERRQUEUE)[1][0][2]))
        break
else:
    print("silence")
