#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Many containers: what one more of them costs, by how many there are. Started
# each with a port of its own, listed, linked in a chain, restarted in random
# order, and removed; one command at a time.
#
#   selftests/vm/run --mem 4G --timeout 3600 -- selftests/bench/scale.sh [COUNT [NETWORK]]
#
# A row for each hundred: milliseconds for one command, the mean of that hundred.
# On a network of its own, if one is named, where all are told of each other.

. "${BASH_SOURCE[0]%/*}/../lib.sh"
own_host "$@"
requires shuf

count=${1:-1000} network=${2:-bridge}
step=$(( count < 1000 ? (count + 9) / 10 : 100 ))
# The usual range for any port is smaller than that.
range=40000-$((40000 + count * 2))

now() {
	date +%s%3N
}

# each TEXT COMMAND... : with each number of stdin as its last argument
each() {
	local text=$1 number done=0 begin last
	shift

	begin=$(now) last=$begin
	while read -r number; do
		"$@" "$number" >/dev/null
		done=$((done + 1))
		(( done % step == 0 )) || continue
		printf '%-10s %5d %8.1f\n' "$text" "$done" \
			"$(tenths $(( ($(now) - last) * 10 / step )))"
		last=$(now)
	done
	printf '%-10s %5s %8.1f\n' "$text" all "$(tenths $(( ($(now) - begin) * 10 / done )))"
}

tenths() {
	echo "$(( $1 / 10 )).$(( $1 % 10 ))"
}

# once TEXT COMMAND...
once() {
	local begin

	begin=$(now)
	"${@:2}" >/dev/null
	printf '%-10s %5s %8d\n' "$1" once $(( $(now) - begin ))
}

run() {
	ctrnetctl run -d --name "c$1" --network "$network" -P --expose 80 -- sleep inf
}
link() {
	ctrnetctl link "c$1" "c$(($1 - 1))"
}
restart() {
	ctrnetctl restart -t 0 "c$1"
}
remove() {
	ctrnetctl rm -f "c$1"
}
memory() {
	awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo
}

note "kernel $(uname -rm), $(nproc) CPU, $(free -m | awk '/^Mem/ { print $2 }') MB"
if [[ $network == bridge ]]; then
	# There once a container has been.
	ctrnetctl run --rm -- true
else
	network_create "$network" --subnet 10.200.0.0/16
fi
ctrnetctl network set --port-range "$range" "$network"
free=$(memory)
each run run < <(seq "$count")
note "$(( (free - $(memory)) * 1024 / count )) kB of memory for each"
once ps ctrnetctl ps
once "ps -q" ctrnetctl ps -q
once inspect ctrnetctl inspect "c$count"
each link link < <(seq 2 "$count")
each restart restart < <(shuf -i "1-$count")
each rm remove < <(shuf -i "1-$count")
