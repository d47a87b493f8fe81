#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""TCP in packets of more than 64 KiB (BIG TCP).

usage: big_tcp.py allow DEVICE SIZE
       big_tcp.py send ADDRESS PORT <FILE
       big_tcp.py receive PORT >FILE

"allow" says how much a device takes at once, as "ip link set gso_max_size gso_ipv4_max_size"
does where ip knows the latter, and prints how much that is of IPv6 and of IPv4 then: for IPv4
it is "none" where the kernel does not know it. Buffers are large: a window has to hold several
such packets.
"""
import socket
import struct
import sys

RTM_NEWLINK, RTM_GETLINK, NLM_F_REQUEST, NLM_F_ACK, NLMSG_ERROR = 16, 18, 1, 4, 2
GSO_MAX_SIZE, GSO_IPV4_MAX_SIZE = 41, 63
LINK = struct.Struct("=BxHiII")
MESSAGE = struct.Struct("=IHHII")
BUFFER = 4 << 20


def ask(kind, flags, device, attributes=b""):
    """What the kernel answers, behind the message's header."""
    link = LINK.pack(0, 0, socket.if_nametoindex(device), 0, 0) + attributes
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as sock:
        sock.send(MESSAGE.pack(MESSAGE.size + len(link), kind, NLM_F_REQUEST | flags, 1, 0) + link)
        answer = sock.recv(65536)
    if MESSAGE.unpack_from(answer)[1] == NLMSG_ERROR:
        error, = struct.unpack_from("=i", answer, MESSAGE.size)
        if error:
            sys.exit(f"{device}: error {error}")
    return answer[MESSAGE.size:]


def attributes_of(answer):
    offset, found = LINK.size, {}
    while offset < len(answer):
        size, kind = struct.unpack_from("=HH", answer, offset)
        found[kind] = answer[offset + 4:offset + size]
        offset += -(-size // 4) * 4
    return found


def allow(device, size):
    kinds = GSO_MAX_SIZE, GSO_IPV4_MAX_SIZE
    ask(RTM_NEWLINK, NLM_F_ACK, device,
        b"".join(struct.pack("=HHI", 8, kind, size) for kind in kinds))
    found = attributes_of(ask(RTM_GETLINK, 0, device))
    print(*(struct.unpack("=I", found[kind])[0] if kind in found else "none" for kind in kinds))


def send(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        sock.connect((address, port))
        sock.sendall(sys.stdin.buffer.read())


def receive(port):
    with socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        connection, _ = server.accept()
        while data := connection.recv(BUFFER):
            sys.stdout.buffer.write(data)


if sys.argv[1] == "allow":
    allow(sys.argv[2], int(sys.argv[3]))
elif sys.argv[1] == "send":
    send(sys.argv[2], int(sys.argv[3]))
else:
    receive(int(sys.argv[2]))
