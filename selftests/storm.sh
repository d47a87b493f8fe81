#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Ten shells do whatever comes to their minds, with the same containers and
# networks, for STORM seconds (15). With STORM_KILL=1, tools, supervisors and
# containers are killed meanwhile, too. What each shell does is told by
# STORM_SEED; in which order, is not. All of it is in a host of their own.
#
#   c0 ... c5 of the host's root or of an image, on net0 ... net2 and the default one

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires busybox
plan 10

seconds=${STORM-15} seed=${STORM_SEED-$SRANDOM} kills=${STORM_KILL-}
shells=10
note "$shells shells, $seconds s, STORM_SEED=$seed${kills:+, with kills}"
scratch
library_create
root_create "$dir/root"
ctrnetctl image add "box-$tag" --rootfs "$dir/root" --expose 80 >/dev/null

# any WORD...: one of them
any() {
	local words=("$@")

	chosen=${words[RANDOM % $#]}
}
container() {
	chosen=c$((RANDOM % 6))-$tag
}
network() {
	any "net0-$tag" "net1-$tag" "net2-$tag" bridge
}
spec() {
	any 80 "$port:80" "$((port + 1)):81" "$((port + 2))-$((port + 3)):90-91" 127.0.0.1::53/udp
}

# arguments WORD...: CONTAINER, NETWORK and SPEC become one of these, in the array arguments.
arguments() {
	local word

	arguments=()
	for word in "$@"; do
		chosen=$word
		case $word in
		CONTAINER) container ;;
		NETWORK)   network ;;
		SPEC)      spec ;;
		WHAT)      any "-- sleep 1000" "-- sleep 1000" "-- sleep 0.2" "box-$tag sleep 1000" ;;
		OPTIONS)   any "" "-P" "--rm" "--expose 80-82" "-p $port:80" "-p 80 -p 81/udp" ;;
		esac
		# shellcheck disable=SC2206 # some are several
		arguments+=($chosen)
	done
}

commands=(
	"run -d --name CONTAINER --network NETWORK OPTIONS WHAT"
	"run -d --name CONTAINER --network NETWORK --link CONTAINER:peer WHAT"
	"run -d --name CONTAINER --network NETWORK --network NETWORK OPTIONS WHAT"
	"run --rm --name CONTAINER --network NETWORK -- true"
	"create --name CONTAINER --network NETWORK OPTIONS WHAT"
	"start CONTAINER" "start CONTAINER CONTAINER"
	"stop -t 0 CONTAINER" "kill CONTAINER" "restart -t 0 CONTAINER"
	"rm CONTAINER" "rm -f CONTAINER" "rename CONTAINER CONTAINER"
	"publish CONTAINER SPEC" "publish CONTAINER SPEC" "unpublish CONTAINER 80"
	"unpublish CONTAINER 81"
	"link CONTAINER CONTAINER:peer" "link CONTAINER CONTAINER" "unlink CONTAINER peer"
	"network create NETWORK" "network create --icc off NETWORK"
	"network create --ipv6 NETWORK" "network rm NETWORK"
	"network connect NETWORK CONTAINER" "network connect NETWORK CONTAINER"
	"network disconnect NETWORK CONTAINER"
	"ps -a" "inspect CONTAINER"
)

# It may be refused, but not crash. What is killed has not crashed. What succeeds is
# noted by its first word.
try() {
	local status=0

	timeout 100 ctrnetctl "$@" </dev/null >"$dir/out.$shell" 2>&1 || status=$?
	(( status )) || echo "$1" >>"$dir/done.$shell"
	(( status < 124 || status == 125 || status == 137 )) || echo "$status: $*: $(<"$dir/out.$shell")"
}

# The tool, after a moment.
try_killed() {
	ctrnetctl "$@" </dev/null >/dev/null 2>&1 &
	sleep "0.0$((RANDOM % 100))"
	kill -KILL $! 2>/dev/null || true
	wait $! 2>/dev/null || true
}

# A supervisor, or a container's first process.
kill_one() {
	local member pid

	any supervisor pid
	member=$chosen
	container
	pid=$(jq -r --arg name "$chosen" "select(.name == \$name and .state == 1).$member" \
		/run/ctrnet/containers/*/config.json 2>/dev/null | head -n 1)
	[[ ! $pid =~ ^[1-9] ]] || kill -KILL "$pid" 2>/dev/null || true
}

# rage SHELL: until time is up
rage() {
	local shell=$1 end=$((SECONDS + seconds)) words n=0

	trap - ERR
	set +e
	RANDOM=$((seed + shell))
	while (( SECONDS < end )); do
		any "${commands[@]}"
		read -ra words <<<"$chosen"
		arguments "${words[@]}"
		n=$((n + 1))
		if [[ -n $kills ]] && (( RANDOM % 4 == 0 )); then
			try_killed "${arguments[@]}"
			(( RANDOM % 3 )) || kill_one
		else
			try "${arguments[@]}"
		fi
	done
	echo "$n" >"$dir/count.$shell"
}

names=()
for (( i = 0; i < 6; i++ )); do
	names+=("c$i-$tag")
done
at_exit ctrnetctl rm -f "${names[@]}"

ragers=()
for (( shell = 0; shell < shells; shell++ )); do
	rage "$shell" >"$dir/crashes.$shell" 2>&1 &
	ragers+=($!)
done
wait "${ragers[@]}"
shopt -s nullglob
counts=("$dir"/count.*)
note "$(($(cat "${counts[@]}" /dev/null | paste -sd +))) commands; of them succeeded:" \
	"$(sort "$dir"/done.* /dev/null | uniq -c | xargs)"

is "each shell came to its end" "$shells" "${#counts[@]}"
# Which ones is chance, on a slow machine there are few.
like "they have not only been in each other's way" '^[1-9]' \
	"$(cat "$dir"/done.* /dev/null | grep -cvxE 'ps|inspect')"
is "no command crashed, or hung" "" "$(cat "$dir"/crashes.*)"
succeeds "a command after that works" ctrnetctl ps -a
like "files and kernel agree" '^ok: ' "$(ctrnetctl doctor || true)"

# Then all of it goes.
ctrnetctl rm -f "${names[@]}" >/dev/null 2>&1 || true
ctrnetctl network rm -f "net0-$tag" "net1-$tag" "net2-$tag" >/dev/null 2>&1 || true
prints_nothing "no container is left" ctrnetctl ps -aq
prints_nothing "nor a network" ctrnetctl network ls --filter type=custom -q
# By what grep finds: its status tells also of processes which end meanwhile.
processes() {
	grep -lsE "ctrnetctl supervises c[0-9]-$tag" /proc/[0-9]*/cmdline
	grep -ls ' ctrnet-[0-9a-f]* ' /proc/[0-9]*/mountinfo
}
no_process() {
	local found

	found=$(processes) || true
	echo "$found"
	[[ -z $found ]]
}
eventually "nor a process, with its namespaces and mounts" 30 no_process
prints_nothing "nor a file" find /run/ctrnet/containers /var/lib/ctrnet/layers -mindepth 1
like "and all agree once more" '^ok: .* 0 endpoints, 0 published ports and 0 links' "$(ctrnetctl doctor || true)"
