#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Terminals of containers: -t and -i of run, start and exec.
# Sets: sanitized tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3 script stty
plan 41

name=tty-$tag
# typed TEXT COMMAND-LINE: what is to be seen on a terminal of 30 by 100 where the
# text is typed, without the carriage returns, and without the zero which the end of the text
# is where it is typed before the tool is there, as on a slow machine.
typed() {
	script -qec "stty rows 30 cols 100; $2" /dev/null <<<"$1" 2>&1 | tr -d '\r' | sed 's/\^@//'
}
none="ctrnetctl run --rm --network none"

like "run -it: a terminal, with the size of the tool's own" $'\n/dev/pts/0 30 100 xterm$' \
	"$(typed '' "$none -it sh -c 'echo \$(tty) \$(stty size) \$TERM'")"
like "it gets what is typed" $'\ngot hello$' "$(typed hello "$none -it sh -c 'read x; echo got \$x'")"
cat >"/tmp/interrupt-$tag" <<-'END'
	trap 'echo interrupted; exit' INT
	touch /dev/shm/ready
	for i in 1 2 3 4 5 6 7 8 9; do sleep 1; done
END
at_exit rm "/tmp/interrupt-$tag"
interrupt_when_ready() {
	wait_for 20 ctrnetctl exec "$name" test -e /dev/shm/ready
	printf '\003'
}
like "an interrupt is the terminal's" 'interrupted$' \
	"$(interrupt_when_ready | script -qec "$none -it --name $name -v /tmp:/mnt sh /mnt/interrupt-$tag" \
		/dev/null | tr -d '\r' || true)"
like "the tool's own is as it was, afterwards" $'\n +?icanon$|\nicanon$' \
	"$(typed '' "$none -it true; stty -a | grep -o -- '-*icanon'")"
is "the exit status" 7 "$(script -qec "$none -it sh -c 'exit 7'" /dev/null </dev/null >/dev/null || echo $?)"
is "a terminal without input: -t" /dev/pts/0 "$($none -t tty </dev/null | tr -d '\r')"
is "its type is told before what the user sets" "PATH HOSTNAME TERM COLOUR HOME" \
	"$($none -t -e COLOUR=blue env </dev/null | tr -d '\r' | cut -d = -f 1 | xargs)"
is "no terminal without -t" "not a tty" "$($none -i tty </dev/null || true)"
refused "-it: the tool needs one itself" 125 "Error: the input device is not a TTY" \
	ctrnetctl run --rm -it --network none true
prints_nothing "nothing was made" ctrnetctl ps -aq --filter "name=$name"
is "errors come the same way" $'out\nerr' "$($none -t sh -c 'echo out; echo err >&2' 2>/dev/null | tr -d '\r')"

# Without -t, there is no way to the tool's own terminal.
at_exit ctrnetctl rm -f "$name-plain"
ctrnetctl run -d --name "$name-plain" --network none sleep 1000 >/dev/null
# shellcheck disable=SC2016 # for the inner shell
streams='for fd in 0 1 2; do [ -t $fd ] && echo $fd is a terminal; done; echo ended >/dev/stdout'
for way in "$none -i -u nobody" "ctrnetctl exec -i -u nobody $name-plain"; do
	what=${way#ctrnetctl } what=${what%% *}
	is "$what without -t: no terminal" ended "$(typed '' "$way sh -c '$streams'" | xargs)"
	is "$what: what is typed arrives, and its end" "hello hello" "$(typed hello "$way cat" | xargs)"
	is "$what: all that is written" 100000 "$(typed '' "$way seq 100000" | tail -n 1)"
	is "$what: the exit status, though it does not read what is typed" 7 \
		"$(seq 20000 | script -qec "$way sh -c 'exec <&-; sleep 1; exit 7'" /dev/null >/dev/null || echo $?)"
done

# In the background.
start "$name" -it --network none -- sh
is "run -dit: a shell stays" running "$(field "$name" .State.Status)"
is "inspect shows it" "true true" "$(field "$name" .Config.Tty) $(field "$name" .Config.OpenStdin)"
# A read for which there is no input yet ends with a status above 128, at the end of it with 1.
start "$name-read" -i --network none -- bash -c 'read -rt 0.3 || echo "$?"'
eventually "run -di: input does not end" 20 sh -c "[ \"\$(ctrnetctl logs $name-read)\" = 142 ]"
start "$name-log" -t --network none -- sh -c 'tty; echo err >&2'
eventually "the log has what the terminal shows" 20 sh -c \
	"[ \"\$(ctrnetctl logs $name-log | tr -d '\r' | xargs)\" = '/dev/pts/0 err' ]"
start "$name-user" -t -u nobody --network none -- sh -c 'echo mine >/dev/stdout; sleep 1000'
eventually "it is the user's" 20 sh -c "ctrnetctl logs $name-user | grep -q ^mine"
start "$name-pipe" -u nobody --network none -- sh -c 'echo mine >/dev/stdout; sleep 1000'
eventually "so are the streams without one" 20 sh -c "ctrnetctl logs $name-pipe | grep -q ^mine"

# exec
like "exec -it: a terminal" $'/dev/pts/[1-9] 30 100 xterm$' \
	"$(typed '' "ctrnetctl exec -it $name sh -c 'echo \$(tty) \$(stty size) \$TERM'")"
like "exec -it: what is typed" $'\ngot hello$' \
	"$(typed hello "ctrnetctl exec -it $name sh -c 'read x; echo got \$x'")"
is "exec -t" "/dev/pts" "$(ctrnetctl exec -t "$name" tty | tr -d '\r' | xargs dirname)"
is "exec -it: the exit status" 7 \
	"$(script -qec "ctrnetctl exec -it $name sh -c 'exit 7'" /dev/null </dev/null >/dev/null || echo $?)"
refused "exec -it: the tool needs one itself" 1 "Error: the input device is not a TTY" \
	ctrnetctl exec -it "$name" true

# More than there is room for on the way, while the command writes as much before it reads.
paste=$here/paste.py
counts="stty -echo; echo ready; seq 50000; wc -c"
is "run -it: a large paste arrives" "400000 status 0" \
	"$("$paste" eof ctrnetctl run --rm --network none -it sh -c "$counts")"
is "exec -it: so it does" "400000 status 0" \
	"$("$paste" eof ctrnetctl exec -it "$name" sh -c "$counts")"
is "a paste which nobody reads: signals are still passed on" "nothing status 143" \
	"$("$paste" term ctrnetctl exec -it "$name" sh -c 'stty -echo; echo ready; exec sleep 1000')"

# start
at_exit ctrnetctl rm -f "$name-job"
# shellcheck disable=SC2016 # for the inner shell
ctrnetctl create --name "$name-job" -i --network none -- sh -c 'read x; echo "got $x"; exit 5' >/dev/null
is "start -ai: input, output and exit status" $'got hello\n5' \
	"$(ctrnetctl start -ai "$name-job" <<<hello || echo $?)"
is "start -a: without input" $'got \n5' "$(ctrnetctl start -a "$name-job" <<<hello || echo $?)"
refused "start -a: one that runs" 125 \
	"Error: container $name is running already; 'logs -f' shows what it writes" ctrnetctl start -a "$name"
refused "start -a: only one" 2 "ctrnetctl: you cannot start and attach multiple containers at once
Try 'ctrnetctl start --help'." ctrnetctl start -a "$name" "$name-job"

# What a terminal would heed, as of an image's author: ESC, DEL, CSI.
odd=$'\033[31m\177\xc2\x9b'
at_exit ctrnetctl rm -f "$name-odd"
ctrnetctl create --name "$name-odd" --network none -l "odd=$odd" -- true >/dev/null
is "JSON has escapes for it" '\u001B[31m\u007F\u009B' \
	"$(ctrnetctl inspect "$name-odd" | sed -n 's/.*"odd": "\(.*\)".*/\1/p')"
is "and means the same" "$odd" "$(ctrnetctl inspect "$name-odd" | jq -r '.[0].Config.Labels.odd')"
like "inspect -f on a terminal shows none" '\?\[31m\?\?\?$' \
	"$(typed '' "ctrnetctl inspect -f '{{.Config.Labels.odd}}' $name-odd")"
is "elsewhere it has it as it is" "$odd" "$(field "$name-odd" .Config.Labels.odd)"
