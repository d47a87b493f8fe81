#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""A client of echo servers who suffers from what others do, and tells of it.

usage: bystander.py ADDRESS PORT [OTHERPORT]

It keeps ten connections to the TCP port, and does by the line what it is asked for:

  alive        how many of them still bring back what they are told
  connect PID  connections made until that process is gone, 100 at least: how many, and
               how many of them brought back a line
  trip         nanoseconds of a datagram to the other port and back, the median of many
"""
import os
import socket
import statistics
import sys
import time

ADDRESS, PORT, OTHER = sys.argv[1], int(sys.argv[2]), int(sys.argv[-1])
# Of a SYN which is lost a second one follows after one second, and a third after three.
PATIENCE = 20


def connected():
    end = socket.create_connection((ADDRESS, PORT), PATIENCE)
    end.settimeout(PATIENCE)
    return end


def answers(end):
    try:
        end.sendall(b"x")
        return end.recv(1) == b"x"
    except OSError:
        return False


def attempt():
    try:
        with connected() as end:
            return answers(end)
    except OSError:
        return False


def connect(pid):
    made = done = 0
    while made < 100 or os.path.exists(f"/proc/{pid}"):
        made += 1
        done += attempt()
    return f"{made} {done}"


def trip():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(PATIENCE)
    sock.connect((ADDRESS, OTHER))
    times = []
    for _ in range(201):
        begin = time.perf_counter_ns()
        sock.send(b"x")
        sock.recv(1)
        times.append(time.perf_counter_ns() - begin)
    return int(statistics.median(times))


ends = [connected() for _ in range(10)]
for line in sys.stdin:
    words = line.split()
    if words[0] == "alive":
        print(sum(map(answers, ends)), flush=True)
    elif words[0] == "connect":
        print(connect(int(words[1])), flush=True)
    else:
        print(trip(), flush=True)
