#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Say that memory which was never written to is the command line: zeros, nearly without end.

usage: endless.py FILE

Makes the file when it is so, and stays.
"""
import ctypes
import mmap
import signal
import sys

SIZE = 16 << 30
MAP_NORESERVE = 0x4000
PR_SET_MM, ARG_START, ARG_END = 35, 8, 9

memory = mmap.mmap(-1, SIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_NORESERVE)
start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
prctl = ctypes.CDLL(None, use_errno=True).prctl
prctl.argtypes = [ctypes.c_int] + 4 * [ctypes.c_ulong]
for field, address in (ARG_START, start), (ARG_END, start + SIZE - 1):
    if prctl(PR_SET_MM, field, address, 0, 0) < 0:
        sys.exit(f"prctl: {ctypes.get_errno()}")
with open(sys.argv[1], "w", encoding="ascii"):
    pass
signal.pause()
