#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A command, or the supervisor which it has made, is killed as it enters its Nth
# system call, for one N after the other: the next command puts right what was
# left half done, and the name, the port and all else can be used. KILLED_AT=1
# takes every N, instead of some. In the end no process and no port are left.
# Sets: tool
#
#   web, db -- app, with other beside

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires pgrep
plan 17

web=web-$tag
db=db-$tag
new=new-$tag
app=app-$tag
other=other-$tag
network_create "$app" --icc off
network_create "$other"
start "$db" --network "$app" --expose 5432 -- sleep infinity
start "$web" --network "$app" --expose 80 -- sleep infinity
at_exit ctrnetctl network rm "$new"
at_exit ctrnetctl rm -f "$new" "$web-2"
scratch

# The first one, and some behind it, beginning elsewhere each time; in any order, most
# come about.
second=$((SRANDOM % 127 + 2)) step=127
[[ -z ${KILLED_AT-} ]] || second=2 step=1
note "1, and from $second in steps of $step"

# killed_at PROCESS PREPARATION COMMAND...: prints what was wrong, and where.
killed_at() {
	local process=$1 prepare=$2 n at found kills=0
	shift 2

	for (( n = 1; ; n = n == 1 ? second : n + step )); do
		eval "$prepare" >/dev/null 2>&1 || true
		# In a file: who goes on may keep stderr open.
		at=$("$here/killed_at.py" "$process" "$n" "$@" 2>"$dir/stderr" </dev/null | tail -n 1) || {
			echo "$n, not traced: $(<"$dir/stderr")"
			break
		}
		[[ $at != ended ]] || break
		kills=$((kills + 1))
		ctrnetctl ps -q >/dev/null 2>&1 || echo "$n, system call $at: ps fails"
		found=$(ctrnetctl doctor) || echo "$n, system call $at: $found"
	done
	(( kills )) || echo "never killed"
	eval "$prepare" >/dev/null 2>&1 || true
	"$@" >/dev/null || echo "it does not work afterwards"
}

# who | the command | what goes before it
while IFS='|' read -r process command prepare; do
	# shellcheck disable=SC2086
	is "$command, killed: process $process" "" "$(killed_at "$process" "$prepare" ctrnetctl $command 2>&1)"
done <<-END
	0|run -d --name $new --network $app --link $db:db -p $port:80 -- sleep 4$port|ctrnetctl rm -f $new
	1|run -d --name $new --network $app --link $db:db -p $port:80 -- sleep 4$port|ctrnetctl rm -f $new
	2|run -d --name $new --network $app --link $db:db -p $port:80 -- sleep 4$port|ctrnetctl rm -f $new
	0|run --rm --name $new --network $app -p $port:80 -- true|ctrnetctl rm -f $new
	0|publish $web $((port + 1)):80|ctrnetctl unpublish $web 80
	0|unpublish $web 80|ctrnetctl publish $web $((port + 1)):80
	0|link $web $db:db|ctrnetctl unlink $web db
	0|unlink $web db|ctrnetctl link $web $db:db
	0|network create --icc off $new|ctrnetctl network rm $new
	0|network rm $new|ctrnetctl network create $new
	0|network connect $other $web|ctrnetctl network disconnect $other $web
	0|network disconnect $app $web|ctrnetctl network connect $other $web; ctrnetctl network connect $app $web; ctrnetctl publish $web $((port + 1)):80
	0|rename $web $web-2|ctrnetctl rename $web-2 $web
END

# --- one that runs, and what is left of all of them ---

ctrnetctl run --rm --name "$new" -p "$port:80" -- sleep "4$port" </dev/null >/dev/null 2>&1 &
wait_for 20 pgrep -xf "sleep 4$port"
{ kill -KILL $!; wait $! || true; } 2>/dev/null
eventually "run --rm, killed while it runs: no container is left" 20 eval "! ctrnetctl inspect $new"
eventually "nor a process" 20 eval "! pgrep -xf 'sleep 4$port'"
eventually "nor a port" 20 can_listen "$port"
succeeds "the kernel has no complaint" log_is_clean
