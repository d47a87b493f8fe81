#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a round trip of one byte costs: udp rr, tcp rr and tcp crr, over loopback,
# a veth pair and ctrnet's paths, all in one boot; the median of some runs, and
# in brackets the least and the most.
#
#   selftests/vm/run --icount -- selftests/bench/rr.sh [RUNS [ROUNDS]]
#
#   pair --veth-- outside ---- uplink ---- host ---- network "bridge" --- server, client
#
# In a guest whose clock counts instructions these are the figures, elsewhere
# nanoseconds of wall time.

. "${BASH_SOURCE[0]%/*}/../lib.sh"
requires cc nft

runs=${1:-3} rounds=${2:-4000}
server=server-$tag client=client-$tag pair=pair-$tag
pair_address=198.51.100
scratch
cc -O2 -static -o "$dir/rr" "$here/bench/rr.c"

outside_create
at_exit ip netns delete "$pair"
ip netns add "$pair"
ip link add pair netns "$outside" type veth peer name pair netns "$pair"
ip -n "$outside" address add "$pair_address.1/24" dev pair
ip -n "$pair" address add "$pair_address.2/24" dev pair
ip -n "$outside" link set pair up
ip -n "$pair" link set pair up
start "$server" -p "$port:7000" -p "$port:7000/udp" -- sleep infinity
start "$client" -- sleep infinity

# measure TEXT SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT
measure() {
	local mode figures i

	printf '%-26s' "$1"
	for mode in udp tcp crr; do
		mapfile -t figures < <(for (( i = 0; i < runs; i++ )); do
			"$dir/rr" "$mode" "${@:2}" "$rounds"
		done | sort -n)
		printf ' %23s' "${figures[runs / 2]} (${figures[0]}-${figures[-1]})"
	done
	echo
}

note "kernel $(uname -rm), $(nproc) CPU, $runs runs of $rounds rounds, one byte each way"
note "chains of the host's firewall: $(nft list ruleset | grep -c 'type filter hook' || true)"
printf '%-26s %23s %23s %23s\n' '' 'udp rr' 'tcp rr' 'tcp crr'

outside_net=/run/netns/$outside pair_net=/run/netns/$pair
server_net=/proc/$(pid "$server")/ns/net client_net=/proc/$(pid "$client")/ns/net
measure loopback "$outside_net" 7000 "$outside_net" 127.0.0.1 7000
measure 'veth pair' "$pair_net" 7000 "$outside_net" "$pair_address.2" 7000
measure 'container to container' "$server_net" 7000 "$client_net" "$(address "$server")" 7000
measure 'published, external client' "$server_net" 7000 "$outside_net" "$uplink_address" "$port"
measure masquerade "$outside_net" 7000 "$client_net" "$outside_address" 7000
measure 'loopback again' "$outside_net" 7000 "$outside_net" 127.0.0.1 7000
