#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Is killed while a request publishes 16384 ports of UDP.

usage: killed_publish.py ENDPOINT

The request is under way when the first of its sockets is there. Prints how many publishes
it has made; it is tried again if it made all, as it may be faster than who kills it.
"""
import os
import signal
import sys

import genl

TRIES, RANGES, FIRST, LAST = 5, 16, 20000, 21023


def sockets():
    """Sockets of UDP which have a port."""
    with open("/proc/net/sockstat", encoding="ascii") as file:
        words = next(line for line in file if line.startswith("UDP:")).split()
    return int(words[2])


def publishes(family, endpoint):
    return [made["publish"] for made in family.run(["dump", "publish-get"])
            if made["endpoint"] == int(endpoint)]


def kill_one(family, request):
    before = sockets()
    pid = os.fork()
    if not pid:
        try:
            family.run(request)
            os._exit(0)
        except genl.Refused as refused:
            print(refused, flush=True)
            os._exit(1)
    ended = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while sockets() == before and not os.waitid(os.P_PID, pid, ended):
        pass
    os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        sys.exit("it was refused")


def main():
    endpoint, = sys.argv[1:]
    parts = [f"ports=protocol:17,host-address:127.0.4.{n},host-port:{FIRST},"
             f"host-port-end:{LAST},port:{FIRST}" for n in range(1, RANGES + 1)]
    request = ["publish-set", f"endpoint={endpoint}", *parts]
    for _ in range(TRIES):
        kill_one(genl.open_family(), request)
        family = genl.open_family()
        made = publishes(family, endpoint)
        for publish in made:
            family.run(["publish-del", f"publish={publish}"])
        if not made:
            break
    print(len(made))


main()
