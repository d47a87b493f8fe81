#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Publishes a port and takes that back, again and again.

usage: publishes.py ENDPOINT PORT COUNT
"""
import sys

import genl


def main():
    endpoint, port, count = sys.argv[1:]
    family = genl.open_family()
    asked = ["publish-add", f"endpoint={endpoint}", "protocol=6", f"host-port={port}", "port=80"]
    for _ in range(int(count)):
        publish = family.run(asked)["publish"]
        family.run(["publish-del", f"publish={publish}"])


main()
