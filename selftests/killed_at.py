#!/usr/bin/python3 -SE
# SPDX-License-Identifier: GPL-2.0-only
"""Run a command, and kill one of its processes as it enters its Nth system call.

usage: killed_at.py PROCESS N COMMAND...

PROCESS 0 is the command itself, 1 the first process that it makes, or one of
these makes, and so on. System calls of the command are counted from the first
flock() on: before that it changes nothing. Prints the number of the system
call at which it was killed, or "ended" if it ended before. The others go on.
"""
import ctypes
import errno
import os
import signal
import struct
import sys

PTRACE_PEEKUSER, PTRACE_CONT, PTRACE_SYSCALL = 3, 7, 24
PTRACE_SEIZE, PTRACE_GET_SYSCALL_INFO = 0x4206, 0x420e
TRACE_SYSGOOD, TRACE_FORK, TRACE_VFORK, TRACE_CLONE = 1, 2, 4, 8
SYSCALL_ENTRY = 1
SYSCALL_STOP = signal.SIGTRAP | 0x80
# Of x86_64: where the number of a system call is, and its result, -ENOSYS at first.
ORIG_RAX, RAX = 15 * 8, 10 * 8
WALL = 0x40000000
FLOCK = {"x86_64": 73}.get(os.uname().machine, 32)

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, pid, address=0, data=0):
    """False if the process has just died."""
    return libc.ptrace(request, pid, address, data) >= 0


def begin(command):
    pid = os.fork()
    if pid == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os.execvp(command[0], command)
    os.waitpid(pid, os.WUNTRACED)
    if not ptrace(PTRACE_SEIZE, pid, 0, TRACE_SYSGOOD | TRACE_FORK | TRACE_VFORK | TRACE_CLONE):
        sys.exit("cannot trace: " + os.strerror(ctypes.get_errno()))
    os.kill(pid, signal.SIGCONT)
    return pid


def syscall_entered(pid):
    """Its number; None at the end of one."""
    info = ctypes.create_string_buffer(88)
    ptrace(PTRACE_GET_SYSCALL_INFO, pid, len(info), ctypes.addressof(info))
    operation, number = struct.unpack_from("=B23xQ", info)
    if operation:
        return number if operation == SYSCALL_ENTRY else None
    # User-Mode-Linux does not tell.
    if libc.ptrace(PTRACE_PEEKUSER, pid, RAX, 0) != -errno.ENOSYS:
        return None
    return libc.ptrace(PTRACE_PEEKUSER, pid, ORIG_RAX, 0)


class Victim:
    """The process to be killed, when it is known."""

    def __init__(self, index, nth):
        self.index, self.left, self.killed = index, nth, None
        self.counting = index > 0
        self.known = []

    def is_it(self, pid):
        if pid not in self.known:
            self.known.append(pid)
        return self.known.index(pid) == self.index

    def enters(self, pid, number):
        if number is None or not self.is_it(pid) or self.killed is not None:
            return
        self.counting = self.counting or number == FLOCK
        if not self.counting:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(pid, signal.SIGKILL)
            self.killed = number


def go_on(pid, status, victim):
    sig, event = os.WSTOPSIG(status), status >> 16
    if sig == SYSCALL_STOP:
        victim.enters(pid, syscall_entered(pid))
    else:
        victim.is_it(pid)
    passed_on = 0 if event or sig == SYSCALL_STOP else sig
    ptrace(PTRACE_SYSCALL if victim.killed is None else PTRACE_CONT, pid, 0, passed_on)


def main():
    index, nth, *command = sys.argv[1:]
    victim = Victim(int(index), int(nth))
    tool = begin(command)
    victim.is_it(tool)
    while True:
        pid, status = os.waitpid(-1, WALL)
        if os.WIFSTOPPED(status):
            go_on(pid, status, victim)
        elif pid == tool:
            break
    # Who is still traced then, is not any more.
    print("ended" if victim.killed is None else victim.killed)


main()
