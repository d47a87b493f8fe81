#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Many containers: what one more of them costs, by how many there are. Started
# each with a port of its own, listed, linked in a chain, restarted in random
# order, and removed; one command at a time.
#
#   selftests/vm/run --mem 4G --timeout 3600 -- selftests/bench/scale.sh [COUNT [NETWORK [MOST]]]
#
# A row for each hundred: milliseconds for one command, the mean of that hundred; and of
# those, how many the CPU was busy. On a network of its own, if one is named, where
# all are told of each other. A network has 1,024 endpoints at most: there are MOST (1,000) on
# one, and as many networks as that takes.

. "${BASH_SOURCE[0]%/*}/../lib.sh"
own_host "$@"
requires shuf

count=${1:-1000} network=${2:-bridge} most=${3:-1000}
step=$(( count < 1000 ? (count + 9) / 10 : 100 ))
# The usual range for any port is smaller than that. The host's ports are of all networks.
range=1024-60999
(( count * 2 > 20000 )) || range=40000-$((40000 + count * 2))

# Milliseconds: of the clock, and those in which the CPUs were not idle, as far as the
# kernel's ticks tell. What waits for the guest's files is in the former only.
now() {
	date +%s%3N
}
busy() {
	local user nice system irq softirq

	read -r _ user nice system _ _ irq softirq _ </proc/stat
	echo $(( (user + nice + system + irq + softirq) * 10 ))
}

# row TEXT WHICH COUNT SINCE BUSY-SINCE: of so many commands
row() {
	printf '%-10s %5s %8s %8s\n' "$1" "$2" "$(tenths $(( ($(now) - $4) * 10 / $3 )))" \
		"$(tenths $(( ($(busy) - $5) * 10 / $3 )))"
}
tenths() {
	echo "$(( $1 / 10 )).$(( $1 % 10 ))"
}

# each TEXT COMMAND... : with each number of stdin as its last argument
each() {
	local text=$1 number done=0 begin busy_begin last busy_last
	shift

	begin=$(now) busy_begin=$(busy)
	last=$begin busy_last=$busy_begin
	while read -r number; do
		"$@" "$number" >/dev/null
		done=$((done + 1))
		(( done % step == 0 )) || continue
		row "$text" "$done" "$step" "$last" "$busy_last"
		last=$(now) busy_last=$(busy)
	done
	row "$text" all "$done" "$begin" "$busy_begin"
}

# once TEXT COMMAND...
once() {
	local begin busy_begin

	begin=$(now) busy_begin=$(busy)
	"${@:2}" >/dev/null
	row "$1" once 1 "$begin" "$busy_begin"
}

# network_of NUMBER: the network of a container
network_of() {
	local nth=$((($1 - 1) / most + 1))

	echo "$network$([[ $nth == 1 ]] || echo "-$nth")"
}
run() {
	ctrnetctl run -d --name "c$1" --network "$(network_of "$1")" -P --expose 80 -- sleep inf
}
# Where there is one before it: a link is between two of a network.
link() {
	(( ($1 - 1) % most == 0 )) || ctrnetctl link "c$1" "c$(($1 - 1))"
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
for (( first = 1; first <= count; first += most )); do
	name=$(network_of "$first")
	if [[ $name == bridge ]]; then
		# There once a container has been.
		ctrnetctl run --rm -- true
	else
		network_create "$name" --subnet "10.$((200 + first / most)).0.0/16"
	fi
	ctrnetctl network set --port-range "$range" "$name"
done
free=$(memory)
each run run < <(seq "$count")
note "$(( (free - $(memory)) * 1024 / count )) kB of memory for each"
once ps ctrnetctl ps
once "ps -q" ctrnetctl ps -q
once inspect ctrnetctl inspect "c$count"
each link link < <(seq 2 "$count")
each restart restart < <(shuf -i "1-$count")
each rm remove < <(shuf -i "1-$count")
