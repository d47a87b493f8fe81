#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Namespaces with an endpoint each, by the thousand, which end while packets come and go.

usage: lifetime.py UPLINK OUTSIDE SEED COUNT

It runs in the namespace of the network ctr0 (10.9.0.1/16); OUTSIDE is a process whose
namespace is behind the uplink (192.0.2.1 here, 192.0.2.2 there). Each container publishes
a port, answers what comes to it, and talks to outside, host and peers, until it is killed,
its device is deleted, moved elsewhere, or goes with its network; one at a time, or many at
once. Meanwhile all flows, endpoints and publishes are read again and again, flows expire, and
the uplink goes down and up and has other names. In the end nothing of it is left, and how
many there were is printed.
"""
import ctypes
import fcntl
import os
import random
import signal
import socket
import struct
import sys
import time

import genl

CLONE_NEWNET = 0x40000000
RTM_NEWLINK, RTM_DELLINK, RTM_NEWADDR, RTM_NEWROUTE = 16, 17, 20, 24
NLM_F_REQUEST, NLM_F_ACK, NLM_F_EXCL, NLM_F_CREATE = 1, 4, 0x200, 0x400
IFLA_ADDRESS, IFLA_IFNAME, IFLA_LINK, IFLA_LINKINFO, IFLA_NET_NS_PID = 1, 3, 5, 18, 19
IFLA_INFO_KIND, IFA_LOCAL, RTA_GATEWAY, IFF_UP = 1, 2, 5, 1
SLOTS, PUBLISHED, PORT = 16, 20000, 80
HOST, OUTSIDE = "10.9.0.1", "192.0.2.2"

libc = ctypes.CDLL(None, use_errno=True)


class Links:
    """rtnetlink of the namespace which it is made in."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
        self.sock.bind((0, 0))

    def ask(self, kind, body, flags=0):
        """Returns the error's number, or 0."""
        head = struct.pack("=IHHII", 16 + len(body), kind, NLM_F_REQUEST | NLM_F_ACK | flags, 1, 0)
        self.sock.send(head + body)
        return -struct.unpack_from("=i", self.sock.recv(65536), 16)[0]

    def link(self, kind, index, attributes=(), up=None, flags=0):
        on, change = (0, 0) if up is None else (IFF_UP * up, IFF_UP)
        body = struct.pack("=BxHiII", 0, 0, index, on, change)
        body += b"".join(genl.attribute(number, value) for number, value in attributes)
        return self.ask(kind, body, flags)

    def add(self, name, kind, attributes=()):
        info = genl.attribute(IFLA_INFO_KIND, kind.encode())
        attributes = [(IFLA_IFNAME, name.encode() + b"\0"), (IFLA_LINKINFO, info), *attributes]
        return self.link(RTM_NEWLINK, 0, attributes, flags=NLM_F_CREATE | NLM_F_EXCL)

    def up(self, name, up=True):
        return self.link(RTM_NEWLINK, socket.if_nametoindex(name), up=up)

    def rename(self, name, new):
        return self.link(RTM_NEWLINK, socket.if_nametoindex(name),
                         [(IFLA_IFNAME, new.encode() + b"\0")])

    def delete(self, name):
        return self.link(RTM_DELLINK, socket.if_nametoindex(name))

    def address(self, name, address):
        body = struct.pack("=BBBBI", socket.AF_INET, 16, 0, 0, socket.if_nametoindex(name))
        return self.ask(RTM_NEWADDR, body + genl.attribute(IFA_LOCAL, socket.inet_aton(address)),
                        NLM_F_CREATE)

    def default_route(self, gateway):
        # The main table, of an administrator, everywhere, unicast
        body = struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, 254, 4, 0, 1, 0)
        return self.ask(RTM_NEWROUTE, body + genl.attribute(RTA_GATEWAY, socket.inet_aton(gateway)),
                        NLM_F_CREATE)


def ip_of(number):
    return f"10.9.{1 + number // 200 % 200}.{1 + number % 200}"


def quietly(call, *arguments):
    """What may be refused, as the device is on its way out."""
    try:
        return call(*arguments)
    except OSError:
        return None


def talk(sock, chance, number, until):
    """Answer, and say something to somebody, for some time or for ever."""
    others = [(OUTSIDE, 9), (HOST, 9), (HOST, PUBLISHED + chance.randrange(SLOTS)), (OUTSIDE, 7)]
    while time.monotonic() < until:
        quietly(sock.sendto, b"x", chance.choice(others))
        quietly(sock.sendto, b"x", (ip_of(number + chance.randrange(-4, 5)), PORT))
        for _ in range(8):
            got = quietly(sock.recvfrom, 2048)
            if not got:
                break
            quietly(sock.sendto, *got)
        time.sleep(0.002)


def contain(number, orders, ready):
    """A container's process: its device comes from outside."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    libc.unshare(CLONE_NEWNET)
    os.write(ready, b"x")
    order = os.read(orders, 1)
    links, chance = Links(), random.Random(number)
    links.up("lo")
    links.up("eth0")
    links.address("eth0", ip_of(number))
    links.default_route(HOST)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("0.0.0.0", PORT))
    sock.setblocking(False)
    if order == b"d":
        talk(sock, chance, number, time.monotonic() + chance.random() * 0.05)
        quietly(links.delete, "eth0")
    if order == b"m":
        talk(sock, chance, number, time.monotonic() + chance.random() * 0.05)
        quietly(links.link, RTM_NEWLINK, socket.if_nametoindex("eth0"),
                [(IFLA_NET_NS_PID, struct.pack("=I", os.getppid())),
                 (IFLA_IFNAME, b"moved%d\0" % number)])
    talk(sock, chance, number, float("inf"))


class Container:
    def __init__(self, number):
        self.number = number
        self.mac = bytes.fromhex(f"0200{number & 0xffffffff:08x}")
        orders, self.orders = os.pipe()
        ready, tell = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            try:
                contain(number, orders, tell)
            finally:
                os._exit(1)
        os.close(orders)
        os.close(tell)
        os.read(ready, 1)
        os.close(ready)

    def connect(self, links, family, slot):
        """Whether it has its device, its address and its port."""
        attributes = [(IFLA_LINK, struct.pack("=I", socket.if_nametoindex("ctr0"))),
                      (IFLA_NET_NS_PID, struct.pack("=I", self.pid)), (IFLA_ADDRESS, self.mac)]
        error = links.add("eth0", "ctrnet_ep", attributes)
        if error:
            return f"endpoint: {os.strerror(error)}"
        found = family.run(["endpoint-get", f"network={socket.if_nametoindex('ctr0')}",
                            f"mac={self.mac.hex(':')}"])
        try:
            family.run(["address-add", f"endpoint={found['endpoint']}",
                        f"address={ip_of(self.number)}"])
            family.run(["publish-add", f"endpoint={found['endpoint']}", "protocol=17",
                        f"host-port={PUBLISHED + slot}", f"port={PORT}"])
        except genl.Refused as refused:
            return str(refused)
        return None

    def order(self, what):
        os.write(self.orders, what)

    def end(self):
        os.kill(self.pid, signal.SIGKILL)

    def reap(self):
        os.waitpid(self.pid, 0)
        os.close(self.orders)


def forked(work, *arguments):
    pid = os.fork()
    if not pid:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            work(*arguments)
        finally:
            os._exit(1)
    return pid


def spray(outside, seed):
    """What comes from outside, some of it from ports which had an answer before."""
    with open(f"/proc/{outside}/ns/net", "rb") as file:
        libc.setns(file.fileno(), CLONE_NEWNET)
    chance = random.Random(seed)
    while True:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        for _ in range(chance.randrange(1, 200)):
            quietly(sock.sendto, b"x", ("192.0.2.1", PUBLISHED + chance.randrange(SLOTS)))
            quietly(sock.recv, 2048)
            time.sleep(0.001)
        sock.close()


def read_all():
    family = genl.open_family()
    while True:
        for operation in "flow-get", "endpoint-get", "publish-get", "network-get":
            try:
                family.run(["dump", operation])
            except genl.Refused:
                pass
        time.sleep(0.01)


def disturb(uplink, seed):
    """The uplink, but it has its name and its addresses in the end."""
    links, chance, name = Links(), random.Random(seed), uplink
    while True:
        time.sleep(chance.random() * 0.5)
        if chance.random() < 0.5:
            quietly(links.up, name, False)
        new = f"{uplink[:12]}-{chance.randrange(10)}"
        if not quietly(links.rename, name, new):
            name = new
        quietly(links.up, name)


class Network:
    def __init__(self):
        self.links, self.family = Links(), genl.open_family()

    def make(self):
        self.links.add("ctr0", "ctrnet")
        self.links.address("ctr0", HOST)
        self.links.up("ctr0")
        self.family.run(["network-set", f"network={socket.if_nametoindex('ctr0')}",
                         "timeouts=udp:1,udp-unreplied:1,icmp:1"])

    def delete(self):
        return self.links.delete("ctr0")

    def left(self):
        """What there should not be any more."""
        return [each for kind in ("endpoint", "publish", "flow")
                for each in self.family.run(["dump", f"{kind}-get"])]


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


class Lives:
    """Batch after batch, until there were so many, or something is wrong."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.network = Network()
        self.made = 0

    def begin(self):
        batch = [Container(self.made + i) for i in range(self.chance.choice([1, 2, SLOTS]))]
        self.made += len(batch)
        return batch

    def run(self, batch):
        for slot, container in enumerate(batch):
            wrong = container.connect(self.network.links, self.network.family, slot)
            if wrong:
                return f"{wrong}, after {self.made}"
            container.order(self.chance.choice([b"k", b"k", b"d", b"m"]))
        time.sleep(self.chance.random() * 0.1)
        if self.chance.random() < 0.1:
            self.network.delete()
            self.network.make()
        return None

    def end(self, batch):
        for container in batch:
            container.end()
            if self.chance.random() < 0.3:
                time.sleep(self.chance.random() * 0.02)
        for container in batch:
            container.reap()
            quietly(self.network.links.delete, f"moved{container.number}")
        if not wait_until(lambda: not self.network.left()):
            return f"left behind: {self.network.left()}"
        return None

    def once(self):
        batch = self.begin()
        return self.run(batch) or self.end(batch)


def main():
    uplink, outside, seed, count = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    lives, wrong = Lives(int(seed)), None
    lives.network.make()
    helpers = [forked(spray, outside, seed), forked(read_all), forked(disturb, uplink, seed)]
    try:
        while lives.made < int(count) and not wrong:
            wrong = lives.once()
    finally:
        for helper in helpers:
            os.kill(helper, signal.SIGKILL)
            os.waitpid(helper, 0)
    print(wrong or f"{lives.made} came and went")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
