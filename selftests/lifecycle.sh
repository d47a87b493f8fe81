#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A container from its start to its removal: ps, exec, logs, stop, start,
# restart, rm.
# Sets: sanitized tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ss
plan 47

name=life-$tag

start "$name" -e COLOUR=blue -w /usr -h here -- sh -c '
	trap "echo stopped; exit 3" TERM
	echo started; echo trouble >&2
	while :; do sleep 0.2; done'
state() {
	field "$name" .State.Status
}
shown() {
	ctrnetctl ps "$@" --json "$name" | jq -r 'map(.State) | join(" ")'
}

is "it runs" running "$(state)"
is "ps shows it" running "$(shown)"
eventually "its output is kept" 20 sh -c "ctrnetctl logs $name 2>/dev/null | grep -qx started"
is "its errors are told apart" trouble "$(ctrnetctl logs "$name" 2>&1 >/dev/null)"
# shellcheck disable=SC2016
is "exec runs a command in it" "here /usr blue" \
	"$(ctrnetctl exec "$name" sh -c 'echo "$(hostname) $PWD $COLOUR"')"
background host sleep "99$port"
is "exec sees none of the host's processes" "1 0" \
	"$(pgrep -cxf "sleep 99$port") $(ctrnetctl exec "$name" pgrep -cxf "sleep 99$port")"
isnt "the first one is another than the host's" "$(tr '\0' ' ' </proc/1/cmdline)" \
	"$(ctrnetctl exec "$name" sh -c 'tr "\0" " " </proc/1/cmdline')"
is "exec passes input on with -i" hello "$(ctrnetctl exec -i "$name" cat <<<hello)"
# shellcheck disable=SC2016
is "exec -e -w" "red /" "$(ctrnetctl exec -e COLOUR=red -w / "$name" \
	sh -c 'echo "$COLOUR $PWD"')"
is "exec ends with the command's status" 9 "$(status_of ctrnetctl exec "$name" sh -c 'exit 9')"
is "exec: not found" 127 "$(status_of ctrnetctl exec "$name" "/no/such-$tag")"
is "exec: not executable" 126 "$(status_of ctrnetctl exec "$name" /etc/passwd)"
refused "it cannot be removed while it runs" 1 \
	"Error: cannot remove container \"$name\": container is running: stop the container before removing or force remove" \
	ctrnetctl rm "$name"

first=$(address "$name")
is "stop says whom it stopped" "$name" "$(ctrnetctl stop "$name")"
is "it has ended" exited "$(state)"
is "by itself: it got SIGTERM" 3 "$(field "$name" .State.ExitCode)"
is "what it said then is kept" stopped "$(ctrnetctl logs -n 1 "$name" 2>/dev/null)"
ctrnetctl run -d --name "$name-2" --network none -- printf 'a\nb' >/dev/null
at_exit ctrnetctl rm -f "$name-2"
ctrnetctl wait "$name-2" >/dev/null
is "a line which is not finished is the last one" $';b;a\nb;a\nb;' \
	"$(for n in 0 1 2 3; do ctrnetctl logs -n "$n" "$name-2"; printf ';'; done)"
prints_nothing "it has no address" address "$name"
prints_nothing "ps passes over it" shown
is "ps -a shows it" exited "$(shown -a)"
refused "exec needs a running one" 1 "Error: container $(field "$name" .Id) is not running" \
	ctrnetctl exec "$name" true

is "start says whom it started" "$name" "$(ctrnetctl start "$name")"
is "it runs again" running "$(state)"
second=$(address "$name")
isnt "with the next address" "$first" "$second"
pid=$(pid "$name")
succeeds "starting a running one is no change" sh -c "ctrnetctl start $name >/dev/null"
is "it is the same process" "$pid" "$(pid "$name")"
ctrnetctl restart "$name" >/dev/null
is "restart: it runs" running "$(state)"
isnt "as another process" "$pid" "$(pid "$name")"

# Deaf to SIGTERM, as first processes without a handler are.
deaf=deaf-$tag
start "$deaf" -- sleep infinity
ctrnetctl stop -t 1 "$deaf" >/dev/null
is "stop -t: killed when time is up" 137 "$(field "$deaf" .State.ExitCode)"

id=$(field "$name" .Id)
is "an id, and the begin of one, stand for the name" "/$name /$name" \
	"$(field "$id" .Name) $(field "${id:0:12}" .Name)"
is "rm -f removes a running one" "$name" "$(ctrnetctl rm -f "$name")"
refused "it is gone" 1 "Error: No such object: $name" field "$name" .Id
refused "it cannot be stopped" 1 "Error: No such container: $name" ctrnetctl stop "$name"
refused "nor started" 125 "Error: No such container: $name
Error: failed to start containers: $name" ctrnetctl start "$name"
succeeds "its name can be used again" \
	sh -c "ctrnetctl run --name $name -- true && ctrnetctl rm $name >/dev/null"

# One of run --rm is gone with its end, and its name could be how another's id begins.
ctrnetctl create --name "$name-3" --network none -- sleep infinity >/dev/null
at_exit ctrnetctl rm -f "$name-3"
brief=$(field "$name-3" .Id | cut -c -12)
ctrnetctl run --rm --name "$brief" --network none -- sleep infinity &
removed=$!
wait_for 20 ctrnetctl exec "$brief" true
refused "restart of one of run --rm" 1 \
	"Error: cannot restart container $brief: it is of run --rm, and would be removed when it is stopped" \
	ctrnetctl restart -t 0 "$brief"
is "it runs on" "/$brief running" "$(field "$brief" ".Name}} {{.State.Status")"
is "rm -f of one of run --rm" "$brief" "$(ctrnetctl rm -f "$brief")"
killed=0
wait "$removed" || killed=$?
is "it was killed" 137 "$killed"
is "and another, whose id begins like its name, is left alone" "/$name-3 created" \
	"$(field "$brief" ".Name}} {{.State.Status")"

# Whoever dies: nothing stays behind.
start "$name" -p "$port:80" -- sleep infinity
kill -KILL "$(pid "$name")"
eventually "killed from outside, it has ended" 20 sh -c "
	[ \"\$(ctrnetctl inspect -f '{{.State.Status}} {{.State.ExitCode}}' $name)\" = 'exited 137' ]"

# Nor is waited for who has its output, and writes on.
# held TEXT NAME PATH: another process writes to that of /proc/PID while it is killed
held() {
	local folder

	folder=/proc/$(pid "$2")/${3%/*}
	background host nice -n 19 sh -c "cd $folder; while :; do yes >${3##*/}; done"
	eventually "$1: somebody else writes to it, too" 60 \
		sh -c "ctrnetctl logs -n 1 $2 | grep -q y"
	is "it ends all the same" "exited 137" "$(timeout -s KILL $((60 * slow)) \
		ctrnetctl kill "$2" >/dev/null; field "$2" ".State.Status}} {{.State.ExitCode")"
	{ kill -KILL $! && wait $!; } 2>/dev/null || true
}
start "$name-pipe" --network none -- sleep infinity
held "a pipe" "$name-pipe" fd/1
start "$name-tty" -t --network none -- sleep infinity
held "a terminal" "$name-tty" root/dev/pts/0

start "$name-stuck" --network none -- sleep infinity
supervisor=$(pgrep -xf "ctrnetctl supervises $name-stuck")
at_exit kill -KILL "$supervisor"
kill -STOP "$supervisor"
refused "a supervisor which does nothing is named" 1 \
	"Error: container $name-stuck has ended, and its supervisor, process $supervisor, does not record that: 'kill -9 $supervisor' has the next command record it" \
	timeout -s KILL "$((60 * slow))" ctrnetctl rm -f "$name-stuck"
