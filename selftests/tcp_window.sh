#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a TCP segment does to its flow: only one that the connection's ends could send
# now changes its state. The client is made of single segments.
#
#   outside, client ------ uplink  host ---- network --- server
#
# The client's address is nobody's, so that no stack answers for it.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3
plan 23

server=server-$tag client_address=$subnet.3

outside_create
start "$server" -p "$port:80" -- socat TCP-LISTEN:80,fork,reuseaddr EXEC:cat
wait_for 20 is_listening "$server" tcp 80
ip neighbour replace "$client_address" dev "$uplink" nud permanent \
	lladdr "$(ip -n "$outside" -j link show eth0 | jq -r '.[0].address')"
enter outside
coproc client {
	exec "${via[@]}" python3 "$here/segments.py" eth0 "$(cat "/sys/class/net/$uplink/address")" \
		"$client_address" 4321 "$uplink_address" "$port"
}
exec {segments}>&"${client[1]}" {answers}<&"${client[0]}"
read -rt 20 <&"$answers"

# segment FLAGS SEQUENCE ACKNOWLEDGED [FLAGS]
segment() {
	local answer=

	echo "$*" >&"$segments"
	read -rt 30 answer <&"$answers" || true
	[[ $answer == ok ]] || note "no answer to $*"
}

state() {
	"$here/genl.py" "dump flow-get peer-address=$client_address" | jq -r '.[].state'
}

# after TEXT STATE [SEGMENT...]: the flow's state after segments
after() {
	local text=$1 expected=$2 arguments
	shift 2

	while (( $# )); do
		read -ra arguments <<<"$1"
		segment "${arguments[@]}"
		shift
	done
	is "$text" "$expected" "$(state)"
}

is "no flow yet" "" "$(state)"
after "a SYN which is answered" answered "S 0 0 SA"
after "an ACK of what the server has not sent" answered "A 1 0x10000000"
after "a RST behind what was sent" answered "R 1000 0"
after "the ACK of the server's SYN" established "A 1 1"
for far in 2 0x00100000 0x10000000 -0x10000000 0x7fffffff 0; do
	after "a RST at $far instead of 1" established "R $far 0"
done
for far in 0x00200000 0x20000000 -0x10000000 0; do
	after "a FIN at $far instead of 1" established "FA $far 1"
done
after "a SYN" established "S 0x01000000 0"
after "the RST which the connection is at" reset "R 1 0"
segment new
after "the same port again" established "S 0 0 SA" "A 1 1"
after "its FIN, which the server answers with its own" closed "FA 1 1 FA"
after "the last ACK" closed "A 2 2"
after "a RST of it" closed "R 2 0"
segment new
after "the same port once more" answered "S 0 0 SA"
after "to be established" established "A 1 1"
