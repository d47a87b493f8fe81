#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Asks the ctrnet netlink family for what nobody would.

usage: requests.py SEED SECONDS [CORPUS]

Requests are made by the grammar of the specification, of ids, ports and addresses of the
topology of fuzz.sh or not, and then changed: attributes twice, of another kind, in each
other, too long, cut; or they are nothing but garbage. What makes the module take a branch
it had not taken is kept, and changed again, where the kernel has KCOV.
"""
import ctypes
import fcntl
import mmap
import os
import random
import socket
import struct
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import genl                     # pylint: disable=wrong-import-position

KCOV_INIT_TRACE, KCOV_ENABLE, KCOV_TRACE_PC, KCOV_WORDS = 0x80086301, 0x6364, 0, 1 << 16
SOL_SOCKET, SO_RCVBUF = socket.SOL_SOCKET, socket.SO_RCVBUF
NLM_F_ECHO = 8
SOCKETS = 4
ADDRESSES = ["10.9.0.2", "10.9.0.3", "10.9.0.4", "10.9.0.1", "192.0.2.1", "0.0.0.0", "127.0.0.1",
             "224.0.0.1", "255.255.255.255", "fd09::2", "fd09::3", "fd09::1", "2001:db8::1",
             "::", "::1", "fe80::1", "ff02::1", "::ffff:10.9.0.2"]
NUMBERS = [0, 1, 2, 3, 4, 6, 10, 17, 58, 80, 100, 101, 132, 255, 1024, 1025, 8080, 8081, 9000,
           65535, 65536, 604800, 0x7fffffff, 0x80000000, 0xffffffff]
NAMED = {
    "network": [100, 100, 100, 101], "family": [2, 10], "protocol": [6, 17, 132, 1],
    "host-port": [8080, 9000, 9001, 20000], "host-port-end": [9003, 9100, 20001, 65535],
    "port": [80, 81, 1000], "options": None,
}
MACS = ["02000000000a", "02000000000b", "020000000001", "000000000000", "ffffffffffff"]


class Coverage:
    """Branches of the module which ran for this process."""

    def __init__(self):
        self.seen, self.area = set(), None
        try:
            file = os.open("/sys/kernel/debug/kcov", os.O_RDWR)
            fcntl.ioctl(file, KCOV_INIT_TRACE, KCOV_WORDS)
            area = self.mapped(file)
            fcntl.ioctl(file, KCOV_ENABLE, KCOV_TRACE_PC)
        except OSError:
            return
        self.area = area

    @staticmethod
    def mapped(file):
        """As mmap of Python would, but for its belief that a file of no size has no room."""
        call = ctypes.CDLL(None).mmap
        call.restype = ctypes.c_void_p
        call.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int,
                         ctypes.c_int, ctypes.c_long]
        at = call(None, KCOV_WORDS * 8, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED, file, 0)
        if at == ctypes.c_void_p(-1).value:
            raise OSError("KCOV cannot be mapped")
        return (ctypes.c_uint64 * KCOV_WORDS).from_address(at)

    def begin(self):
        if self.area:
            self.area[0] = 0

    def end(self):
        """Whether one of them had not run before."""
        if not self.area:
            return False
        places = self.area[1:self.area[0] + 1]
        branches = set(zip(places, places[1:]))
        fresh = not branches <= self.seen
        self.seen |= branches
        return fresh


class Grammar:
    """Requests as the specification has them, of what there is."""

    def __init__(self, spec, chance):
        self.chance = chance
        self.main = genl.AttributeSet(spec, "main")
        self.ids = list(range(1, 9))
        self.operations, number = [], 0
        for operation in spec["operations"]["list"]:
            number = operation.get("value", number + 1)
            for way in "do", "dump":
                if way in operation:
                    wanted = operation[way].get("request", {}).get("attributes", [])
                    self.operations.append((number, way == "dump", wanted))

    def number(self, kind):
        draw = self.chance.random()
        checks = kind.get("checks", {})
        if draw < 0.1 and checks:
            edge = self.chance.choice(list(checks.values()))
            return (int(edge) + self.chance.choice([-1, 0, 1])) & 0xffffffff
        if draw < 0.6 and NAMED.get(kind["name"]):
            return self.chance.choice(NAMED[kind["name"]])
        if draw < 0.9 and kind["name"] in ("endpoint", "source", "publish", "link"):
            return self.chance.choice(self.ids)
        return self.chance.choice(NUMBERS)

    def payload(self, attributes, kind, depth):
        if kind["type"] == "nest":
            return self.nest(attributes.nested(kind["name"]), depth + 1)
        if kind["type"] == "u32":
            return struct.pack("=I", self.number(kind))
        if kind["type"] == "bitfield32":
            bits = self.chance.randrange(32)
            return struct.pack("=II", bits & self.chance.randrange(32), bits)
        if kind["type"] == "binary" and kind["name"].endswith("address"):
            return genl.pack_address(self.chance.choice(ADDRESSES))
        return bytes.fromhex(self.chance.choice(MACS))

    def one(self, attributes, name, depth=0):
        number = attributes.numbers[name]
        kind = attributes.by_number[number]
        payload = self.payload(attributes, kind, depth)
        draw = self.chance.random()
        if draw < 0.02:
            payload = payload[:self.chance.randrange(len(payload) + 1)]
        elif draw < 0.04:
            payload += self.chance.randbytes(self.chance.choice([1, 4, 12, 100, 4000]))
        if (kind["type"] == "nest") != (self.chance.random() < 0.01):
            number |= genl.NLA_F_NESTED
        return genl.attribute(number, payload)

    def nest(self, attributes, depth):
        if depth > 3:
            return b""
        return self.some(attributes, list(attributes.numbers), depth)

    def some(self, attributes, names, depth=0):
        """Some of these, perhaps with others, or several times, or in another order."""
        share = self.chance.choice([0.3, 0.6, 0.85, 1])
        names = [name for name in names if self.chance.random() < share]
        if self.chance.random() < 0.05:
            names += self.chance.choices(list(attributes.numbers), k=2)
        if names and self.chance.random() < 0.1:
            names += [self.chance.choice(names)] * self.chance.choice([1, 2, 30, 1100])
        if self.chance.random() < 0.1:
            self.chance.shuffle(names)
        return b"".join(self.one(attributes, name, depth) for name in names)[:60000]

    def request(self):
        """The command, the flags and the attributes of one."""
        command, dump, wanted = self.chance.choice(self.operations)
        if self.chance.random() < 0.02:
            command = self.chance.randrange(256)
        return command, genl.NLM_F_DUMP if dump else 0, self.some(self.main, wanted)


def changed(chance, data):
    """With bytes, lengths or the end as they should not be."""
    data = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 4])):
        if not data:
            break
        draw = chance.random()
        if draw < 0.5:
            data[chance.randrange(len(data))] = chance.randrange(256)
        elif draw < 0.7:
            at = chance.randrange(0, len(data), 4)
            data[at:at + 2] = struct.pack("=H", chance.choice([0, 3, 4, 5, 8, 12, 0x7fff, 0xffff]))
        elif draw < 0.85:
            del data[chance.randrange(len(data)):]
        else:
            at = chance.randrange(0, len(data) + 1, 4)
            data[at:at] = chance.randbytes(4 * chance.randrange(1, 5))
    return bytes(data)


class Fuzzer:
    def __init__(self, seed, corpus):
        self.chance = random.Random(seed)
        spec = genl.load_spec()
        self.family = genl.Family(spec)
        self.grammar = Grammar(spec, self.chance)
        self.corpus = corpus
        self.coverage = Coverage()
        self.sockets = [self.opened() for _ in range(SOCKETS)]
        self.sent = self.accepted = self.refused = self.kept = 0

    def opened(self):
        """A socket, which may hear events and have little room."""
        sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, genl.NETLINK_GENERIC)
        sock.bind((0, 0))
        sock.setblocking(False)
        if self.chance.random() < 0.5:
            sock.setsockopt(genl.SOL_NETLINK, genl.NETLINK_GET_STRICT_CHK, 1)
        if self.chance.random() < 0.5:
            sock.setsockopt(genl.SOL_NETLINK, genl.NETLINK_EXT_ACK, 1)
        if self.chance.random() < 0.3:
            for group in self.family.groups:
                number = struct.unpack("=I", group[genl.CTRL_ATTR_MCAST_GRP_ID])[0]
                sock.setsockopt(genl.SOL_NETLINK, genl.NETLINK_ADD_MEMBERSHIP, number)
        if self.chance.random() < 0.3:
            sock.setsockopt(SOL_SOCKET, SO_RCVBUF, 2304)
        return sock

    def body(self):
        """What stands behind the header of netlink, with the flags for that."""
        draw = self.chance.random()
        if draw < 0.02:
            return 0, self.chance.randbytes(self.chance.randrange(200))
        if draw < 0.4 and self.corpus:
            flags, data = self.chance.choice(self.corpus)
            return flags, changed(self.chance, data)
        command, flags, attributes = self.grammar.request()
        data = struct.pack("=BBH", command, 1, 0) + attributes
        return flags, changed(self.chance, data) if draw > 0.85 else data

    def message(self):
        flags, data = self.body()
        if self.chance.random() < 0.9:
            flags |= genl.NLM_F_ACK
        if self.chance.random() < 0.03:
            flags ^= self.chance.choice([genl.NLM_F_DUMP, NLM_F_ECHO, 0x100, 0x200])
        length = 16 + len(data)
        if self.chance.random() < 0.01:
            length = self.chance.choice([0, 15, 16, 20, length + 4, 0xffffffff])
        whole = struct.pack("=IHHII", length, self.family.id, genl.NLM_F_REQUEST | flags, 1, 0)
        return flags, data, whole + data + bytes(-len(data) % 4)

    def learn(self, data):
        """Ids out of a reply, which is one of ours or not."""
        for number, payload in genl.attributes(data[20:]):
            name = self.grammar.main.name(number)
            if name in ("endpoint", "publish", "link") and len(payload) == 4:
                self.grammar.ids[self.chance.randrange(len(self.grammar.ids))] = \
                    struct.unpack("=I", payload)[0]

    def drain(self, sock):
        """What it has got; not always all of it."""
        for _ in range(self.chance.choice([0, 1, 3, 3, 3])):
            try:
                data = sock.recv(1 << 16)
            except BlockingIOError:
                return
            except OSError:
                continue
            if len(data) < 20:
                continue
            kind, = struct.unpack_from("=H", data, 4)
            if kind != genl.NLMSG_ERROR:
                self.learn(data)
            elif struct.unpack_from("=i", data, 16)[0]:
                self.refused += 1
            else:
                self.accepted += 1

    def step(self):
        at = self.chance.randrange(SOCKETS)
        if self.chance.random() < 0.01:
            self.sockets[at].close()
            self.sockets[at] = self.opened()
        sock = self.sockets[at]
        messages = [self.message() for _ in range(self.chance.choice([1, 1, 1, 1, 3]))]
        self.coverage.begin()
        try:
            sock.send(b"".join(whole for _, _, whole in messages))
        except OSError:
            pass
        fresh = self.coverage.end()
        self.sent += len(messages)
        self.drain(sock)
        if fresh:
            self.keep(messages)

    def keep(self, messages):
        for flags, data, _ in messages:
            self.kept += 1
            self.corpus.append((flags & genl.NLM_F_DUMP, data))
            if 0 < len(data) < 512:
                print("corpus requests", f"{flags & genl.NLM_F_DUMP:x}", data.hex())


def load(path):
    """Out of lines "requests FLAGS HEX"."""
    with open(path, encoding="ascii") as file:
        words = [line.split() for line in file]
    return [(int(w[1], 16), bytes.fromhex(w[2])) for w in words if w and w[0] == "requests"]


def main():
    fuzzer = Fuzzer(int(sys.argv[1]), load(sys.argv[3]) if len(sys.argv) > 3 else [])
    end = time.monotonic() + int(sys.argv[2])
    while time.monotonic() < end:
        fuzzer.step()
    print(f"requests: {fuzzer.sent} requests, {fuzzer.accepted} accepted, {fuzzer.refused} "
          f"refused, {len(fuzzer.coverage.seen)} branches, {fuzzer.kept} kept")


if __name__ == "__main__":
    main()
