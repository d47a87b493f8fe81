#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""SCTP, both families, one-to-one.

usage: sctp.py serve PORT            tells each client its address and port, then echoes
       sctp.py ask ADDRESS PORT [SOURCE-PORT]      prints what it is told, or the error
       sctp.py talk ADDRESS PORT                   the same, then what each line of stdin
                                                   is answered with
       sctp.py transfer ADDRESS PORT               "intact" if a megabyte comes back so
       sctp.py bind ADDRESS PORT                   "bound", or the error
"""
import errno
import socket
import sys
import threading

IP_RECVERR = 11


def sctp_socket(family):
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_SCTP)
    sock.settimeout(15)
    if family == socket.AF_INET:
        # Errors of the way there end the attempt.
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    return sock


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def connect(address, port, source_port=0):
    sock = sctp_socket(family_of(address))
    if source_port:
        sock.bind(("::" if ":" in address else "0.0.0.0", source_port))
    sock.connect((address, port))
    sock.sendall(b"hello\n")
    return sock, sock.recv(100).decode().strip()


def answer(conn, peer):
    conn.settimeout(None)
    data = conn.recv(65536)
    if data:
        conn.sendall(f"{peer[0]} {peer[1]}\n".encode())
    while data:
        data = conn.recv(65536)
        conn.sendall(data)
    conn.close()


def serve(port, family, any_address):
    listener = sctp_socket(family)
    listener.settimeout(None)
    listener.bind((any_address, port))
    listener.listen(16)
    while True:
        threading.Thread(target=answer, args=listener.accept(), daemon=True).start()


def talk(address, port):
    sock, told = connect(address, port)
    print(told, flush=True)
    for line in sys.stdin:
        sock.sendall(line.encode())
        print(sock.recv(65536).decode(), end="", flush=True)


def transfer(address, port):
    sock, _ = connect(address, port)
    sent = bytes(range(256)) * 4096
    thread = threading.Thread(target=lambda: [sock.sendall(sent[i:i + 8192])
                                              for i in range(0, len(sent), 8192)])
    thread.start()
    got = b""
    while len(got) < len(sent):
        got += sock.recv(65536)
    thread.join()
    return "intact" if got == sent else "damaged"


def main(mode, *args):
    if mode == "serve":
        threading.Thread(target=serve, args=(int(args[0]), socket.AF_INET6, "::")).start()
        serve(int(args[0]), socket.AF_INET, "0.0.0.0")
    elif mode == "ask":
        print(connect(args[0], *map(int, args[1:]))[1])
    elif mode == "talk":
        talk(args[0], int(args[1]))
    elif mode == "transfer":
        print(transfer(args[0], int(args[1])))
    else:
        sctp_socket(family_of(args[0])).bind((args[0], int(args[1])))
        print("bound")


try:
    main(*sys.argv[1:])
except TimeoutError:
    print("silence")
except OSError as error:
    print(errno.errorcode[error.errno])
