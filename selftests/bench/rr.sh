#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Instructions per round trip of udp rr, tcp rr and tcp crr, for loopback, a
# veth pair and ctrnet's paths, all in one boot:
#
#   selftests/vm/run --icount -- selftests/bench/rr.sh [ROUNDS]
#
#   client --veth-- [host: up0 198.18.0.1] --ctr0-- c1 (server)   c2
#
# Elsewhere the figures are nanoseconds of wall time.
set -eu

rounds=${1:-4000}
here=$(dirname "$(realpath "$0")")
rr=$(mktemp /tmp/rr.XXXXXX)
cc -O2 -static -o "$rr" "$here/rr.c"
trap 'cleanup' EXIT

cleanup() {
	ctrnetctl rm -f bench-c1 bench-c2 >/dev/null 2>&1
	ip netns del bench-a
	ip netns del bench-b
	ip link del bench-up
	rm -f "$rr"
} 2>/dev/null

netns_of() {	# CONTAINER
	echo "/proc/$(ctrnetctl inspect -f '{{.State.Pid}}' "$1")/ns/net"
}

measure() {	# NAME SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT
	local name=$1 mode

	shift
	printf '%-28s' "$name"
	for mode in udp tcp crr; do
		printf ' %10s' "$("$rr" "$mode" "$@" "$rounds")"
	done
	echo
}

ip netns add bench-a
ip netns add bench-b
ip link add bench-up type veth peer name eth0 netns bench-a
ip link add veth0 netns bench-a type veth peer name veth0 netns bench-b
ip addr add 198.18.0.1/24 dev bench-up
ip link set bench-up up
ip -n bench-a addr add 198.18.0.2/24 dev eth0
ip -n bench-a addr add 198.18.1.1/24 dev veth0
ip -n bench-b addr add 198.18.1.2/24 dev veth0
for ns in bench-a bench-b; do
	for dev in lo eth0 veth0; do
		ip -n $ns link set $dev up 2>/dev/null || true
	done
done

ctrnetctl run -d --name bench-c1 -p 8000:7000 -p 8000:7000/udp -- sleep infinity >/dev/null
ctrnetctl run -d --name bench-c2 -- sleep infinity >/dev/null
address=$(ctrnetctl inspect -f '{{.NetworkSettings.IPAddress}}' bench-c1)
a=/run/netns/bench-a
b=/run/netns/bench-b
c1=$(netns_of bench-c1)
c2=$(netns_of bench-c2)

printf '%-28s %10s %10s %10s\n' '' 'udp rr' 'tcp rr' 'tcp crr'
measure loopback $a 7000 $a 127.0.0.1 7000
measure 'veth pair' $b 7000 $a 198.18.1.2 7000
measure 'container to container' "$c1" 7000 "$c2" "$address" 7000
measure 'published, external client' "$c1" 7000 $a 198.18.0.1 8000
measure 'masquerade' $a 7000 "$c2" 198.18.0.2 7000
measure 'loopback again' $a 7000 $a 127.0.0.1 7000
