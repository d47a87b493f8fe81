#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a round trip of one byte costs: udp rr, tcp rr and tcp crr, over loopback,
# a veth pair and ctrnet's paths, all in one boot; the median of some runs, and
# in brackets the least and the most.
#
#   selftests/vm/run --icount -- selftests/bench/rr.sh [-p PATHS] [-m MODES] [RUNS [ROUNDS]]
#
#   PATHS: of loopback, veth, containers, published, masquerade
#   MODES: of udp, tcp, crr
#
#   pair --veth-- outside ---- uplink ---- host ---- network "bridge" --- server, client
#
# In a guest whose clock counts instructions these are the figures, elsewhere
# nanoseconds of wall time.

. "${BASH_SOURCE[0]%/*}/../lib.sh"
requires cc nft

paths='loopback veth containers published masquerade loopback' modes='udp tcp crr'
while getopts p:m: option; do
	case $option in
	p) paths=$OPTARG ;;
	m) modes=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
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
	for mode in $modes; do
		mapfile -t figures < <(for (( i = 0; i < runs; i++ )); do
			"$dir/rr" "$mode" "${@:2}" "$rounds"
		done | sort -n)
		printf ' %23s' "${figures[runs / 2]} (${figures[0]}-${figures[-1]})"
	done
	echo
}

note "kernel $(uname -rm), $(nproc) CPU, $runs runs of $rounds rounds, one byte each way"
note "chains of the host's firewall: $(nft list ruleset | grep -c 'type filter hook' || true)"
printf '%-26s' ''
# shellcheck disable=SC2086 # words
printf ' %23s' $modes
echo

outside_net=/run/netns/$outside pair_net=/run/netns/$pair
server_net=/proc/$(pid "$server")/ns/net client_net=/proc/$(pid "$client")/ns/net
for path in $paths; do
	case $path in
	loopback)
		measure loopback "$outside_net" 7000 "$outside_net" 127.0.0.1 7000 ;;
	veth)
		measure 'veth pair' "$pair_net" 7000 "$outside_net" "$pair_address.2" 7000 ;;
	containers)
		measure 'container to container' "$server_net" 7000 "$client_net" \
			"$(address "$server")" 7000 ;;
	published)
		measure 'published, external client' "$server_net" 7000 "$outside_net" \
			"$uplink_address" "$port" ;;
	masquerade)
		measure masquerade "$outside_net" 7000 "$client_net" "$outside_address" 7000 ;;
	*)
		echo "no such path: $path" >&2
		exit 2 ;;
	esac
done
