#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Signals to containers, and waiting for their end.
# Sets: sanitized

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3
plan 20

name=kill-$tag
other=other-$tag
# shellcheck disable=SC2016
signals='for s in HUP TERM USR1; do trap "echo $s" $s; done
	trap "exit 4" INT; echo ready; while :; do sleep 0.1; done'
start "$name" -- sh -c "$signals"
said() {
	ctrnetctl logs "$name" | grep -qx "$1"
}
wait_for 20 said ready

# spelling of a signal | what the shell calls it
while read -r spelling signal; do
	ctrnetctl kill -s "$spelling" "$name" >/dev/null
	eventually "kill -s $spelling" 20 said "$signal"
done <<-END
	HUP     HUP
	SIGTERM TERM
	usr1    USR1
END
is "it still runs" running "$(field "$name" .State.Status)"

# spelling of what is no signal
for spelling in FOO 0 65 -1 SIGRTMIN+31 15x ''; do
	refused "kill -s '$spelling'" 1 "Error: Invalid signal: $spelling" \
		ctrnetctl kill -s "$spelling" "$name"
done

collect "/tmp/waited-$tag" host ctrnetctl wait "$name"
waiter=$!
ctrnetctl kill --signal=2 "$name" >/dev/null
wait "$waiter"
is "wait prints the exit status" 4 "$(<"/tmp/waited-$tag")"
is "at once, if it has ended already" 4 "$(ctrnetctl wait "$name")"
refused "what does not run cannot be killed" 1 \
	"Error: cannot kill container: $name: container $(field "$name" .Id) is not running" \
	ctrnetctl kill "$name"

# One that is removed at its end takes its status along, but not from who waits.
at_exit ctrnetctl rm -f "$name-rm"
ctrnetctl run --rm --name "$name-rm" -- sh -c 'until [ -e /tmp/end ]; do sleep 0.1; done; exit 6' &
wait_for 20 ctrnetctl exec "$name-rm" true
collect "/tmp/waited-rm-$tag" host ctrnetctl wait "$name-rm"
waiter=$!
wait_for 20 eval "ls -l /proc/$waiter/fd | grep -q /exit"
ctrnetctl exec "$name-rm" touch /tmp/end
wait "$waiter"
is "wait for one of run --rm" 6 "$(<"/tmp/waited-rm-$tag")"

ctrnetctl start "$name" >/dev/null
start "$other" -- sleep infinity
is "kill says whom it killed" "$name $other" \
	"$(ctrnetctl kill "$name" "$other" | tr '\n' ' ' | sed 's/ $//')"
is "with SIGKILL, unless told" "137 137" \
	"$(ctrnetctl wait "$name" "$other" | tr '\n' ' ' | sed 's/ $//')"
refused "nobody is nobody" 1 "Error: No such container: no-$tag" ctrnetctl kill "no-$tag"
refused "nor can be waited for" 1 "Error: No such container: no-$tag" ctrnetctl wait "no-$tag"

# Whatever becomes of its supervisor, a container does not run on by itself.
# It can see to it that it is not killed along.
start "$name-2" -- python3 -c 'if True:
	import ctypes, time
	ctypes.CDLL(None).prctl(1, 0)
	print("ready", flush=True)
	time.sleep(1000)'
wait_for 20 sh -c "ctrnetctl logs $name-2 | grep -qx ready"
read -r _ _ _ supervisor _ <"/proc/$(pid "$name-2")/stat"
kill -KILL "$supervisor"
eventually "a container whose supervisor was killed has ended" 20 sh -c "
	[ \"\$(ctrnetctl inspect -f '{{.State.Status}} {{.State.ExitCode}}' $name-2)\" = 'exited 137' ]"
