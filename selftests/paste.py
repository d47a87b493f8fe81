#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Paste more text into a command's terminal than anything on its way has room for.

usage: paste.py eof|term COMMAND...

As soon as the command says "ready", and while whatever it shows is read. After it the
end of input is typed, or, once no more of it is taken, the command gets SIGTERM. Prints
the last line which was shown, and how the command ended.
"""
import os
import pty
import select
import signal
import sys

PASTED = (b"x" * 79 + b"\n") * 5000
END_OF_INPUT = b"\x04"
# How long nothing has to happen: until a paste is held up, and until a command hangs.
HELD_UP, HANGS = 1, 60


def begin(command):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    return pid, terminal


def read(terminal):
    """Nothing at the end."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def read_until(terminal, text):
    shown = b""
    while text not in shown:
        more = read(terminal)
        if not more:
            sys.exit(f"not {text}, but {shown}")
        shown += more


def paste(terminal, text, timeout):
    """Returns what was shown meanwhile, or until for timeout seconds nothing happened."""
    os.set_blocking(terminal, False)
    shown = b""
    while text:
        readable, writable, _ = select.select([terminal], [terminal], [], timeout)
        if not readable and not writable:
            break
        if readable:
            shown += read(terminal)
        if writable:
            text = text[os.write(terminal, text[:4096]):]
    os.set_blocking(terminal, True)
    return shown


def rest(terminal):
    """Returns what there was, and whether it ended."""
    shown = b""
    while select.select([terminal], [], [], HANGS)[0]:
        more = read(terminal)
        if not more:
            return shown, True
        shown += more
    return shown, False


def main(end, *command):
    pid, terminal = begin(command)
    read_until(terminal, b"ready\r\n")
    if end == "eof":
        shown = paste(terminal, PASTED + END_OF_INPUT, HANGS)
    else:
        shown = paste(terminal, PASTED, HELD_UP)
        os.kill(pid, signal.SIGTERM)
    more, ended = rest(terminal)
    if not ended:
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    lines = (shown + more).decode().split() or ["nothing"]
    print(lines[-1], f"status {status}" if ended else "hangs")


main(*sys.argv[1:])
