#!/usr/bin/python3 -SE
# SPDX-License-Identifier: GPL-2.0-only
"""A client of the ctrnet netlink family which knows nothing but its specification.

usage: genl.py [--nobody] [REQUEST...]
       genl.py --events

Each REQUEST is a string "OPERATION [ATTRIBUTE=VALUE...]", or one with a word before it:
"dump"; "twice", to send it twice in one buffer; "replace", with a flag that the family does
not know. Without any they are read from stdin, one a line. For each a line is printed:
the reply, or the list of them, as JSON; or, if it is refused, the name of the
error, the kernel's message, and the attribute it is about.
A set of flags is given as NAME,-NAME,..., those to set and those to clear; an
attribute which holds others as ATTRIBUTE:VALUE,ATTRIBUTE:VALUE,...
With --nobody all privileges are given up before.
With --events a line is printed for each event, from the line "listening" on.

Specification: ctrnet.yaml beside this, or Documentation/netlink/specs/ctrnet.yaml
from here upwards.
"""
import errno
import json
import os
import socket
import struct
import sys

SOL_NETLINK, NETLINK_GENERIC = 270, 16
NETLINK_ADD_MEMBERSHIP = 1
NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK = 10, 11, 12
NLM_F_REQUEST, NLM_F_ACK, NLM_F_REPLACE, NLM_F_DUMP = 1, 4, 0x100, 0x300
FLAGS = {"dump": NLM_F_DUMP, "twice": 0, "replace": NLM_F_REPLACE}
NLM_F_ACK_TLVS, NLA_F_NESTED = 0x200, 0x8000
NLMSG_ERROR, NLMSG_DONE = 2, 3
NOBODY = 65534
NLMSGERR_ATTR_MSG, NLMSGERR_ATTR_OFFS = 1, 2
NLMSGERR_ATTR_MISS_TYPE, NLMSGERR_ATTR_MISS_NEST = 5, 6
GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 16, 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME, CTRL_ATTR_MCAST_GROUPS = 1, 2, 7
CTRL_ATTR_MCAST_GRP_ID = 2


def find_spec():
    folder = os.path.dirname(os.path.realpath(__file__))
    places = [f"{folder}/ctrnet.yaml"]
    while folder != "/":
        places.append(f"{folder}/Documentation/netlink/specs/ctrnet.yaml")
        folder = os.path.dirname(folder)
    return next(filter(os.path.exists, places), None) or sys.exit("no ctrnet.yaml")


def load_spec():
    """The specification, or what another run made of it: YAML takes long to load."""
    shared = os.environ.get("CTRNET_SHARED")
    made = f"{shared}/ctrnet.json"
    if shared and os.path.exists(made):
        with open(made, encoding="utf-8") as file:
            return json.load(file)
    # Only to find YAML: without it, Python starts in two thirds of the time.
    import site             # pylint: disable=import-outside-toplevel
    site.main()
    import yaml             # pylint: disable=import-outside-toplevel
    with open(find_spec(), encoding="utf-8") as file:
        spec = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if shared:
        with open(f"{made}.{os.getpid()}", "w", encoding="utf-8") as file:
            json.dump(spec, file)
        os.rename(file.name, made)
    return spec


def pack_address(text):
    return socket.inet_pton(socket.AF_INET6 if ":" in text else socket.AF_INET, text)


def unpack_address(payload):
    return socket.inet_ntop(socket.AF_INET if len(payload) == 4 else socket.AF_INET6, payload)


def attributes(data):
    """Types and payloads of a run of attributes."""
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        yield kind & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


def attribute(kind, payload):
    return struct.pack("=HH", 4 + len(payload), kind) + payload + bytes(-len(payload) % 4)


class Refused(Exception):
    pass


class AttributeSet:
    """Attributes by name and by number, as the specification has them."""

    def __init__(self, spec, name):
        found = next(s for s in spec["attribute-sets"] if s["name"] == name)
        self.spec = spec
        self.by_number = dict(enumerate(found["attributes"], 1))
        self.numbers = {a["name"]: n for n, a in self.by_number.items()}

    def name(self, number):
        return self.by_number[number]["name"] if number in self.by_number else str(number)

    def nested(self, name):
        """What an attribute holds."""
        return AttributeSet(self.spec, self.by_number[self.numbers[name]]["nested-attributes"])

    def name_at(self, data, offset):
        """Of the attribute at an offset of a run of them, or of one of those in it."""
        begin = 0
        while True:
            length, kind = struct.unpack_from("=HH", data, begin)
            end = begin + ((length + 3) & ~3)
            if offset < end:
                break
            begin = end
        found = self.by_number.get(kind & 0x3fff, {})
        if offset > begin and "nested-attributes" in found:
            inner = self.nested(found["name"])
            return inner.name_at(data[begin + 4:end], offset - begin - 4)
        return self.name(kind & 0x3fff)

    def pack(self, name, text):
        if name.isdigit():      # one that is not in the specification
            return attribute(int(name), bytes.fromhex(text))
        number = self.numbers[name]
        kind = self.by_number[number]
        if text.startswith("0x"):
            payload = bytes.fromhex(text[2:])
        elif kind["type"] == "u32":
            payload = struct.pack("=I", int(text))
        elif kind["type"] == "bitfield32":
            payload = self.pack_bits(kind, text)
        elif kind["type"] == "nest":
            nested = self.nested(name)
            payload = b"".join(nested.pack(*word.split(":", 1)) for word in text.split(","))
            return attribute(number | NLA_F_NESTED, payload)
        elif name.endswith("address"):
            payload = pack_address(text)
        else:
            payload = bytes.fromhex(text.replace(":", ""))
        return attribute(number, payload)

    def bits(self, kind):
        """Names of a set of flags, with their values."""
        found = next(d for d in self.spec["definitions"] if d["name"] == kind["enum"])
        return {e["name"]: 1 << n for n, e in enumerate(found["entries"])}

    def enum_name(self, enum, number):
        found = next(d for d in self.spec["definitions"] if d["name"] == enum)
        return found["entries"][number - found.get("value-start", 0)]["name"]

    def pack_bits(self, kind, text):
        bits, value, selector = self.bits(kind), 0, 0
        for word in text.split(","):
            selector |= bits[word.lstrip("-")]
            value |= 0 if word.startswith("-") else bits[word]
        return struct.pack("=II", value, selector)

    def value(self, kind, payload):
        if kind["type"] == "nest":
            return self.nested(kind["name"]).unpack(payload)
        if kind["type"] in ("u32", "u64"):
            number = int.from_bytes(payload, sys.byteorder)
            return self.enum_name(kind["enum"], number) if "enum" in kind else number
        if kind["type"] == "bitfield32":
            value = struct.unpack("=II", payload)[0]
            return [name for name, bit in self.bits(kind).items() if value & bit]
        if kind["name"].endswith("address"):
            return unpack_address(payload)
        if kind.get("sub-type") == "u32":
            return [number for number, in struct.iter_unpack("=I", payload)]
        return payload.hex(":")

    def unpack(self, data):
        values = {}
        for number, payload in attributes(data):
            kind = self.by_number[number]
            value = self.value(kind, payload)
            if kind.get("multi-attr"):
                values.setdefault(kind["name"], []).append(value)
            else:
                values[kind["name"]] = value
        return values


class Family:
    def __init__(self, spec):
        self.set = AttributeSet(spec, "main")
        self.operations = {}
        number = 0
        for operation in spec["operations"]["list"]:
            number = operation.get("value", number + 1)
            self.operations[operation["name"]] = number
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        for option in NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK:
            self.sock.setsockopt(SOL_NETLINK, option, 1)
        self.sock.bind((0, 0))
        name = attribute(CTRL_ATTR_FAMILY_NAME, spec["name"].encode() + b"\0")
        reply = self.transact(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, name)
        found = dict(attributes(reply[0]))
        self.id = struct.unpack("=H", found[CTRL_ATTR_FAMILY_ID])[0]
        self.groups = [dict(attributes(group)) for _, group in
                       attributes(found[CTRL_ATTR_MCAST_GROUPS])]

    def events(self):
        """What happens, as replies, with the name of the event."""
        names = {number: name for name, number in self.operations.items()}
        for group in self.groups:
            number = struct.unpack("=I", group[CTRL_ATTR_MCAST_GRP_ID])[0]
            self.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, number)
        print("listening", flush=True)
        while True:
            data = self.sock.recv(1 << 16)
            while data:
                length = struct.unpack_from("=I", data)[0]
                yield {"event": names[data[16]], **self.set.unpack(data[20:length])}
                data = data[(length + 3) & ~3:]

    def transact(self, family, command, payload, flags=NLM_F_ACK, copies=1):
        """The replies, once all copies are answered; or Refused, if one is."""
        request = struct.pack("=IHHII", 20 + len(payload), family, NLM_F_REQUEST | flags, 1, 0)
        request += struct.pack("=BBH", command, 1, 0) + payload
        self.sock.send(request * copies)
        replies, refused = [], None
        while copies:
            data = self.sock.recv(1 << 16)
            while data:
                length, kind, reply_flags = struct.unpack_from("=IHH", data)
                body, data = data[16:length], data[(length + 3) & ~3:]
                if kind in (NLMSG_ERROR, NLMSG_DONE):
                    code = -struct.unpack_from("=i", body)[0]
                    if code:
                        refused = refused or Refused(
                            self.explain(code, reply_flags, kind, body, request))
                    copies -= 1
                else:
                    replies.append(body[4:])
        if refused:
            raise refused
        return replies

    def explain(self, code, flags, kind, body, request):
        words = [errno.errorcode[code]]
        tlvs = {}
        if flags & NLM_F_ACK_TLVS:
            tlvs = dict(attributes(body[20 if kind == NLMSG_ERROR else 4:]))
        if NLMSGERR_ATTR_MSG in tlvs:
            words.append(tlvs[NLMSGERR_ATTR_MSG].rstrip(b"\0").decode())
        if NLMSGERR_ATTR_OFFS in tlvs:
            offset = struct.unpack("=I", tlvs[NLMSGERR_ATTR_OFFS])[0]
            words.append("[" + self.set.name_at(request[20:], offset - 20) + "]")
        if NLMSGERR_ATTR_MISS_TYPE in tlvs:
            number = struct.unpack("=I", tlvs[NLMSGERR_ATTR_MISS_TYPE])[0]
            words.append(f"[{self.missing(number, tlvs, request)}]")
        return " ".join(words)

    def missing(self, number, tlvs, request):
        if NLMSGERR_ATTR_MISS_NEST not in tlvs:
            return "no " + self.set.name(number)
        offset = struct.unpack("=I", tlvs[NLMSGERR_ATTR_MISS_NEST])[0]
        nest = self.set.name_at(request[20:], offset - 20)
        return f"{nest}: no {self.set.nested(nest).name(number)}"

    def run(self, words):
        flags, copies = NLM_F_ACK, 1
        if words[0] in FLAGS:
            flags |= FLAGS[words[0]]
            copies += words[0] == "twice"
            words = words[1:]
        payload = b"".join(self.set.pack(*word.split("=", 1)) for word in words[1:])
        replies = self.transact(self.id, self.operations[words[0]], payload, flags, copies)
        replies = [self.set.unpack(reply) for reply in replies]
        if flags & NLM_F_DUMP == NLM_F_DUMP:
            return replies
        return replies[0] if replies else {}


def open_family():
    return Family(load_spec())


def main():
    spec = load_spec()
    requests = sys.argv[1:]
    if requests[:1] == ["--nobody"]:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        requests = requests[1:]
    family = Family(spec)
    if requests[:1] == ["--events"]:
        for event in family.events():
            print(json.dumps(event), flush=True)
    for line in requests or sys.stdin:
        try:
            print(json.dumps(family.run(line.split())), flush=True)
        except Refused as refused:
            print(refused, flush=True)


if __name__ == "__main__":
    main()
