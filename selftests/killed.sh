#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tool is killed at any moment of a start: it leaves what can be used, or
# nothing.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires pgrep
# It dies itself of a process that is killed while it is cloned.
! grep -q 'User Mode Linux' /proc/cpuinfo || skip_all "no test for User-Mode-Linux"
plan 7

web=web-$tag
at_exit ctrnetctl rm -f "$web"

no_process() {
	! pgrep -f "sleep 4$port"
}
for delay in 0 0.005 0.01 0.02 0.03 0.05 0.08 0.12; do
	ctrnetctl run --rm --name "$web" -p "$port:80" -- sleep "4$port" </dev/null >/dev/null 2>&1 &
	tool=$!
	sleep "$delay"
	kill -KILL "$tool" 2>/dev/null || true
	wait "$tool" 2>/dev/null || true
done
eventually "run --rm killed: no container is left" 20 sh -c "! ctrnetctl inspect $web"
eventually "nor a process" 20 no_process
eventually "nor a port" 20 can_listen "$port"
for delay in 0 0.005 0.01 0.02 0.03 0.05; do
	ctrnetctl run -d --name "$web" -p "$port:80" -- sleep "4$port" </dev/null >/dev/null 2>&1 &
	tool=$!
	sleep "$delay"
	kill -KILL "$tool" 2>/dev/null || true
	wait "$tool" 2>/dev/null || true
	ctrnetctl rm -f "$web" >/dev/null 2>&1 || true
done
ctrnetctl rm -f "$web" >/dev/null 2>&1 || true
eventually "run -d killed: no process is left" 20 no_process
eventually "nor a port" 20 can_listen "$port"
start "$web" -p "$port:80" -- sleep infinity
is "and the name can be used" running "$(field "$web" .State.Status)"
succeeds "the kernel has no complaint" log_is_clean
