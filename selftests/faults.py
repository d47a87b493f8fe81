#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Fails what the module allocates, one allocation after the other.

usage: faults.py TUN NETNS NETNS

It runs in the host's namespace, whose uplink the tun device is; in each of the
others is an endpoint, eth0. Each line of stdin is "PREPARE|ACTION|UNDO". The
action is done again and again, each time with the next one of its allocations
failing, until none is left which could. A step which is refused must have changed
nothing; one which succeeds all the same must have done all, and is undone. For
each line a line is printed: "clean", with how many steps were refused and how many
were not, or what was wrong.

Each of the three may be several, with ";" between them:

  genl OPERATION [ATTRIBUTE=VALUE...]
  genl dump OPERATION
        a request, as genl.py has them. @NAME as a value is what the last reply which
        had that attribute said; @port the host's port of the only flow
  run COMMAND...
        a command, which fails if it is refused
  send FROM KIND TO
        a packet, from "a", "b" or "out" to one of these. It must be counted as
        dropped if it does not arrive
  end NETNS
        a namespace ends, for which the kernel has threads of its own
"""
import ctypes
import fcntl
import json
import os
import select
import socket
import struct
import subprocess
import sys
import time

import frame
import genl

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454ca, 1, 0x1000
SOL_PACKET, PACKET_QDISC_BYPASS = 263, 20
CLONE_NEWNET = 0x40000000
DEBUG = "/sys/kernel/debug"
# Modules lie together, and the kernel elsewhere.
NEAR = 64 << 20
STEPS_MAX = 300
PATIENCE = 2
# What an allocation's failure may be told as. The last ones are the kernel's own words for
# that of a socket, of its port, and of the name of a device.
NO_MEMORY = ("ENOMEM", "ENOBUFS", "Cannot allocate memory", "No buffer space available",
             "ENFILE", "EADDRINUSE", "Invalid argument")
# What is another one after the same was done again, and what time alone changes.
VOLATILE = {"endpoint", "publish", "link", "source", "network", "ifindex", "age", "timeout",
            "packets", "bytes", "drop", "state", "flows"}

MARK = b"what faults.py sends"
CLIENT_PORT, PUBLISHED, DISCARD = 7000, 8080, 9
SYN = 2
# MAC address and addresses of each family
HOST = "02:00:00:00:00:01", "10.9.0.1", "fd09::1"
UPLINK = None, "192.0.2.1", "2001:db8::1"
ENDS = {
    "a": ("02:00:00:00:00:0a", "10.9.0.2", "fd09::2"),
    "b": ("02:00:00:00:00:0b", "10.9.0.3", "fd09::3"),
    "out": (None, "192.0.2.9", "2001:db8::9"),
}


class Wrong(Exception):
    """What must not happen."""


class Refused(Exception):
    """What may, as long as something fails."""


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(str(text))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read().strip("\0\n")


def open_devices():
    """Of the namespace which this thread is in now."""
    return os.open("/proc/thread-self/net/dev", os.O_RDONLY)


def devices_of(file):
    lines = [line.partition(":") for line in os.pread(file, 65536, 0).decode().splitlines()]
    return {name.strip(): counters for name, colon, counters in lines if colon}


def limit_faults():
    """Failures are silent, and of every allocation which has the module on its stack."""
    line = next(l for l in read("/proc/modules").splitlines() if l.startswith("ctrnet "))
    base = int(line.split()[5], 16)
    settings = {"verbose": os.environ.get("VERBOSE", 0), "probability": 0, "times": -1,
                "ignore-gfp-wait": "N", "stacktrace-depth": 32, "require-start": hex(base - NEAR),
                "require-end": hex(base + NEAR)}
    for kind in "failslab", "fail_page_alloc":
        for name, value in settings.items():
            write(f"{DEBUG}/{kind}/{name}", value)
    write(f"{DEBUG}/fail_page_alloc/min-order", 0)


class Fault:
    """The n-th allocation from now on; of this thread unless it is told another's."""

    def __init__(self):
        self.path = "/proc/thread-self/fail-nth"
        self.file = os.open(self.path, os.O_RDWR)
        self.n = 0
        self.failed = False

    def begin(self, n):
        self.n, self.failed = n, False

    def __enter__(self):
        os.pwrite(self.file, b"%d" % self.n, 0)

    def __exit__(self, *_):
        self.count(int(os.pread(self.file, 16, 0).strip(b"\0\n")))
        os.pwrite(self.file, b"0", 0)

    def count(self, left):
        """What another action of the step does counts on."""
        self.failed = self.failed or self.n and not left
        self.n = left


class Workers:
    """The same of the kernel's threads, any of them."""

    def __init__(self, fault):
        self.fault = fault

    @staticmethod
    def threads():
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                if read(f"/proc/{process}/comm").startswith("kworker"):
                    yield f"/proc/{process}/fail-nth"
            except OSError:
                pass

    def __enter__(self):
        for path in self.threads():
            write(path, self.fault.n)

    def __exit__(self, *_):
        left = self.fault.n
        for path in self.threads():
            left = min(left, int(read(path)))
            write(path, 0)
        self.fault.count(left)


class Listener:
    """Whoever listens to events is told of each, or that some are lost."""

    def __init__(self):
        family = genl.open_family()
        for group in family.groups:
            number = struct.unpack("=I", group[genl.CTRL_ATTR_MCAST_GRP_ID])[0]
            family.sock.setsockopt(genl.SOL_NETLINK, genl.NETLINK_ADD_MEMBERSHIP, number)
        self.sock = family.sock
        self.sock.setblocking(False)

    def events(self):
        """How many since the last time, or None if some are lost."""
        count = 0
        while True:
            try:
                self.sock.recv(1 << 16)
                if count is not None:
                    count += 1
            except BlockingIOError:
                return count
            except OSError:
                count = None


class Tun:
    """The uplink, and what is beyond it."""

    def __init__(self, name):
        self.file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.file, TUNSETIFF, struct.pack("16sH22x", name.encode(),
                                                      IFF_TUN | IFF_NO_PI))

    def send(self, packet):
        os.write(self.file, packet)

    def forget(self):
        """What has arrived so far."""
        while select.select([self.file], [], [], 0)[0]:
            os.read(self.file, 65536)

    def arrived(self):
        return MARK in os.read(self.file, 65536) if select.select([self.file], [], [], 0.02)[0] \
            else False


class Wire:
    """The endpoint of a network namespace, as frames."""

    def __init__(self, devices):
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.sock.bind(("eth0", 0))
        self.sock.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
        self.devices = devices
        self.seen = 0

    def send(self, packet):
        self.sock.send(packet)

    def received(self):
        """By its counter: a socket which listened would allocate memory, too."""
        return int(devices_of(self.devices)["eth0"].split()[1])

    def forget(self):
        self.seen = self.received()

    def arrived(self):
        if self.received() > self.seen:
            return True
        time.sleep(0.02)
        return False


def udp_error(own, peer, port):
    """About a datagram which the host has sent from a port."""
    quoted = frame.udp(peer, own, port, DISCARD, MARK)
    message = struct.pack("!BBHI", 3, 3, 0, 0) + quoted
    message = message[:2] + struct.pack("!H", frame.checksum(message)) + message[4:]
    return frame.ip(own, peer, socket.IPPROTO_ICMP, message)


def solicitation(own, target):
    message = struct.pack("!BBHI", 135, 0, 0, 0) + frame.address(target)
    return frame.ip(own, target, socket.IPPROTO_ICMPV6, message, 255)


def fragments(whole):
    middle = 32
    return [frame.fragment(whole, 0, middle), frame.fragment(whole, middle, len(whole))]


def ip_packets(sender, kind, to, port):
    v6 = kind.endswith("6")
    own, peer = ENDS[sender][1 + v6], ENDS[to][1 + v6]
    target = DISCARD
    if kind.startswith("published-"):
        peer, target = UPLINK[1 + v6], PUBLISHED
    ends = own, peer, CLIENT_PORT, target
    match kind.removesuffix("6").removeprefix("published-"):
        case "udp":
            return [frame.udp(*ends, MARK)]
        case "tcp":
            return [frame.tcp(*ends, SYN, 1, 0, MARK)]
        case "fragments":
            return fragments(frame.udp(*ends, bytes(64) + MARK))
        case "error":
            return [udp_error(own, UPLINK[1], port)]
        case "nd":
            return [solicitation(own, HOST[2])]
    raise Wrong(f"no such kind of packet: {kind}")


def packets(sender, kind, to, port):
    """What is sent, by an endpoint as frames."""
    mac, address = ENDS[sender][:2]
    if kind == "arp":
        return [frame.arp(1, mac, mac, address, HOST[1])]
    made = ip_packets(sender, kind, to, port)
    if not mac:
        return made
    receiver = ENDS[to][0] if to != sender and "published" not in kind else None
    return [frame.packet(receiver or HOST[0], mac, packet) for packet in made]


def without(values):
    """Of a reply, what stays the same if all is made anew."""
    if isinstance(values, dict):
        return {name: without(v) for name, v in values.items() if name not in VOLATILE}
    return values


def enter(namespace):
    """This thread; what it has opened stays where it was."""
    file = os.open(namespace, os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(file, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), namespace)
    os.close(file)


class Lab:
    """The host, its endpoints and its uplink, and what can be done there."""

    def __init__(self, tun, namespaces):
        self.family = genl.open_family()
        self.listener = Listener()
        self.fault = Fault()
        self.known = {}
        self.places = {"out": Tun(tun)}
        self.devices = [open_devices()]
        home = f"/proc/self/fd/{os.open('/proc/thread-self/ns/net', os.O_RDONLY)}"
        for place, namespace in zip("ab", namespaces):
            enter(f"/run/netns/{namespace}")
            self.devices.append(open_devices())
            self.places[place] = Wire(self.devices[-1])
        enter(home)

    def state(self, flows=True):
        """All that there is."""
        kinds = ["network", "endpoint", "publish", "link"] + ["flow"] * flows
        objects = {kind: sorted(json.dumps(without(o), sort_keys=True) for o in
                                self.family.run(["dump", f"{kind}-get"])) for kind in kinds}
        objects["device"] = [sorted(devices_of(devices)) for devices in self.devices]
        return objects

    def dropped(self):
        networks = self.family.run(["dump", "network-get"])
        return sum(d["packets"] for network in networks for d in network.get("drop", []))

    def port(self):
        return self.family.run(["dump", "flow-get"])[0]["reply"]["destination-port"]

    def value(self, word):
        name, at, known = word.partition("=@")
        if not at:
            return word
        return f"{name}={self.port() if known == 'port' else self.known[known]}"

    def do_genl(self, *words):
        words = [self.value(word) for word in words]
        try:
            with self.fault:
                reply = self.family.run(words)
        except genl.Refused as refused:
            raise Refused(str(refused)) from None
        if isinstance(reply, dict):
            self.known.update(reply)

    def do_run(self, *command):
        reader, writer = os.pipe()
        process = os.fork()
        if not process:
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            write("/proc/self/fail-nth", self.fault.n)
            os.execvp(command[0], command)
        os.close(writer)
        with os.fdopen(reader, encoding="utf-8") as output:
            said = output.read().strip()
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        self.fault.count(int(read(f"/proc/{process}/fail-nth")))
        if os.waitpid(process, 0)[1]:
            raise Refused(said)

    def do_end(self, namespace):
        before = len(self.state()["endpoint"])
        with Workers(self.fault):
            subprocess.run(["ip", "netns", "delete", namespace], check=True)
            end = time.monotonic() + 20
            while len(self.state()["endpoint"]) == before:
                if time.monotonic() > end:
                    raise Wrong("the namespace's endpoint is still there")
                time.sleep(0.02)

    def arrives(self, place):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if place.arrived():
                return True
        return False

    def do_send(self, sender, kind, to):
        made = packets(sender, kind, to, self.port() if kind == "error" else 0)
        place, before = self.places[to], self.dropped()
        place.forget()
        with self.fault:
            for packet in made:
                self.places[sender].send(packet)
        is_dropped = self.dropped() > before
        if not is_dropped and self.arrives(place):
            return
        # The first of the fragments waits, if the second one is lost in the host's queue.
        if not is_dropped and len(made) == 1:
            raise Wrong("a packet has vanished")
        raise Refused("ENOMEM")

    def do(self, actions):
        for action in filter(None, actions.split(";")):
            verb, *words = action.split()
            getattr(self, f"do_{verb}")(*words)


class Walk:
    """One line's steps."""

    def __init__(self, lab, prepare, action, undo):
        self.lab = lab
        self.prepare, self.action, self.undo = prepare, action, undo
        # What packets make is no state which a request would find changed.
        self.with_flows = not action.startswith("send")
        self.is_prepared = False
        self.n, self.refused, self.events = 1, 0, []

    def undisturbed(self, actions):
        self.lab.fault.begin(0)
        self.lab.do(actions)

    def begin(self):
        if not self.is_prepared:
            self.undisturbed(self.prepare)
        self.is_prepared = True
        self.lab.listener.events()
        return self.lab.state(self.with_flows)

    def end(self):
        self.undisturbed(self.undo)
        self.is_prepared = False

    def give_up(self):
        """For the sake of the lines which follow."""
        try:
            self.end()
        except (Wrong, Refused):
            pass

    def judge_refusal(self, why, before):
        if not self.lab.fault.failed or not any(word in why for word in NO_MEMORY):
            raise Wrong(f"refused: {why}")
        after = self.lab.state(self.with_flows)
        for kind in before:
            if after[kind] != before[kind]:
                raise Wrong(f"refused, but {before[kind]} is {after[kind]}")
        if self.lab.listener.events():
            raise Wrong("refused, but told as an event")
        if not self.with_flows:
            self.end()

    def step(self):
        """Whether something has failed."""
        before = self.begin()
        self.lab.fault.begin(self.n)
        try:
            self.lab.do(self.action)
        except Refused as refused:
            self.judge_refusal(str(refused), before)
            self.refused += 1
            return True
        failed = self.lab.fault.failed
        self.events.append(self.lab.listener.events())
        self.end()
        return failed

    def run(self):
        while self.step():
            self.n += 1
            if self.n > STEPS_MAX:
                raise Wrong("there is no end of it")
        told = self.events[-1]
        if any(events not in (told, None) for events in self.events):
            raise Wrong(f"{told} events, or fewer: {self.events}")
        return f"clean {self.refused} {len(self.events) - 1}"


def main():
    tun, *namespaces = sys.argv[1:]
    lab = Lab(tun, namespaces)
    limit_faults()
    print("ready", flush=True)
    for line in sys.stdin:
        walk = Walk(lab, *line.rstrip("\n").split("|"))
        try:
            print(walk.run(), flush=True)
        except (Wrong, Refused) as wrong:
            print(f"step {walk.n}: {wrong}", flush=True)
            walk.give_up()


main()
