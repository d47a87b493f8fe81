# SPDX-License-Identifier: GPL-2.0-only
"""What the plugin has counted (count.c), by function of the kernel."""
import bisect
import dataclasses
import json

# Of a run, a multiple of what bulk sends at once.
ROUNDS = 1024

MODULE = " [ctrnet]"
PROGRAMS = "(programs)"
NONE = 0, 0

# Who takes a lock says more than by which function.
LOCKS = ("_raw_", "native_queued_", "queued_")


class Symbols:
    """Functions by their addresses, from the text of kallsyms."""

    def __init__(self, text):
        symbols = []
        for line in text.splitlines():
            address, kind, name, *module = line.split()
            if kind in "tTwW":
                symbols.append((int(address, 16), " ".join([name] + module)))
        symbols.sort()
        self.addresses = [address for address, _ in symbols]
        self.names = [name for _, name in symbols]

    def name(self, address):
        if not address:
            return PROGRAMS
        return self.names[bisect.bisect_right(self.addresses, address) - 1]


@dataclasses.dataclass
class Load:
    """A mode over a path: how many instructions of each function a round takes, on the way
    there and on the way back, and how many of them are atomic."""
    path: str
    mode: str
    instructions: dict = dataclasses.field(default_factory=dict)
    atomics: dict = dataclasses.field(default_factory=dict)

    def take(self, section, symbols, runs):
        """One of so many."""
        for line in section.splitlines():
            address, call, *counts = line.split()
            name = symbols.name(int(address, 16))
            if not int(call, 16):
                add(self.instructions, name, counts, runs)
            else:
                caller = symbols.name(int(call, 16))
                add(self.atomics, f"{name}, by {caller}" if name.startswith(LOCKS) else name,
                    counts, runs)

    def of(self, name):
        return self.instructions.get(name, NONE)

    def total(self):
        return [sum(counts[way] for counts in self.instructions.values()) for way in (0, 1)]


def add(counts, name, more, runs):
    there, back = counts.get(name, NONE)
    counts[name] = there + int(more[0]) / runs / ROUNDS, back + int(more[1]) / runs / ROUNDS


def read(records, symbols, counts):
    """The loads in the order of their records. Each run of one has a section in what was
    counted."""
    symbols = Symbols(symbols)
    sections = counts.split("section\n")[1:]
    for record in records.splitlines():
        if '"metric"' not in record:
            continue
        figure = json.loads(record)
        runs = len(figure["values"])
        load = Load(figure["path"], figure["metric"])
        for section in sections[:runs]:
            load.take(section, symbols, runs)
        del sections[:runs]
        yield load
