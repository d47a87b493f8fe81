#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Of a module's lines, which ran: see coverage.

usage: coverage.py MODULE TREE <LOG

Prints for each file how many of its lines begin a basic block and how many of these ran,
and then those which did not. A line ran if any of its blocks did: of an inline function,
anywhere.
"""
import collections
import os
import re
import subprocess
import sys

MODULE, TREE = sys.argv[1], os.path.realpath(sys.argv[2])
CALL = "__sanitizer_cov_trace_pc"


def read_log():
    """Where sections are in memory, and which offsets from the first one ran."""
    sections, ran = {}, set()
    for line in sys.stdin:
        words = line.split()
        if words[:2] == ["cover", "section"]:
            sections[words[2]] = int(words[3], 16)
        elif words[:2] == ["cover", "ran"]:
            ran.add(int(words[2], 16))
    return sections, ran


def output(*command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, **options).stdout


def blocks():
    """Of each section, where its blocks' calls return to. Where code may be far away, the
    function's address is put into a register first, and the next call is by way of it."""
    found, section, state = collections.defaultdict(list), None, ""
    for line in output("objdump", "-d", "-r", "--no-show-raw-insn", MODULE).splitlines():
        head = re.match(r"Disassembly of section (.*):", line)
        place = re.match(r"\s+([0-9a-f]+):\s+(\S+)", line)
        if head:
            section = head[1]
        elif not place:
            continue
        elif CALL in line:
            if place[2] == "R_X86_64_64":
                state = "loaded"
            else:
                found[section].append(int(place[1], 16) + 4)
        elif state == "called":
            found[section].append(int(place[1], 16))
            state = ""
        elif state == "loaded" and place[2] == "call":
            state = "called"
    return found


def places(section, addresses):
    """The file and line of each, as of the function which was written, not of a caller."""
    asked = "\n".join(hex(address - 1) for address in addresses)
    told = output("addr2line", "-e", MODULE, "-j", section, input=asked)
    for line in told.splitlines():
        name, number = line.split(" ")[0].rsplit(":", 1)
        yield os.path.realpath(name), int(number) if number.isdigit() else 0


def source(name):
    with open(os.path.join(TREE, name), encoding="utf-8") as file:
        return file.read().splitlines()


def main():
    sections, ran = read_log()
    base = min(sections.values())
    lines = collections.defaultdict(dict)
    for section, addresses in blocks().items():
        if section not in sections:
            continue
        offset = sections[section] - base
        for address, (name, number) in zip(addresses, places(section, addresses)):
            if name.startswith(TREE + "/kmod/") and number:
                file = lines[os.path.relpath(name, TREE)]
                file[number] = file.get(number, False) or address + offset in ran
    texts = {name: source(name) for name in sorted(lines)}
    for name, text in texts.items():
        # What the kernel's macros write for tracepoints has numbers beyond.
        lines[name] = {n: done for n, done in sorted(lines[name].items()) if n <= len(text)}
        print(f"{name:32} {sum(lines[name].values()):5} of {len(lines[name]):5}")
    total = sum(map(len, lines.values()))
    done = sum(sum(file.values()) for file in lines.values())
    print(f"{'all':32} {done:5} of {total:5}, {100 * done / total:.1f} %\n")
    for name, text in texts.items():
        for number, has_run in lines[name].items():
            if not has_run:
                print(f"{name}:{number}: {text[number - 1].strip()}")


main()
