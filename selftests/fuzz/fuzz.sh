#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Requests and packets which nobody means well with, by each way into the module at once,
# while the topology changes: the kernel survives, and works as before afterwards.
# FUZZ_SECONDS tells for how long, FUZZ_SEED repeats what each of them does, but not in
# which order. FUZZ_PACKETS is what sends packets; "make fuzz" builds it.
#
#   tap ---- up0  host ---- ctr0 --- a, b (eth0 in a netns each); c comes and goes

# shellcheck source=selftests/lib.sh
. "${BASH_SOURCE[0]%/*}/../lib.sh"
requires ethtool nft nsenter ping
seconds=${FUZZ_SECONDS:-60} seed=${FUZZ_SEED:-$SRANDOM} packets=${FUZZ_PACKETS-}
[[ -x $packets ]] || skip_all "needs FUZZ_PACKETS, as of make fuzz"
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
ways="uplink lo host network endpoint"
plan 12
note "FUZZ_SEED=$seed, $seconds s"

host=host-$tag a=a-$tag b=b-$tag c=c-$tag fuzz=$here/fuzz
scratch
for ns in "$host" "$a" "$b"; do
	ip netns add "$ns"
	at_exit ip netns delete "$ns"
done
at_exit ip netns delete "$c"

in_netns() {
	nsenter "--net=/run/netns/$1" -- "${@:2}"
}

# fuzzes NAME NETNS COMMAND...: in the background, with its output in $dir/NAME
declare -A fuzzers
fuzzes() {
	in_netns "$2" "${@:3}" >"$dir/$1" 2>&1 &
	fuzzers[$1]=$!
	at_exit kill -KILL $!
}

topology=(python3 "$fuzz/topology.py" "$host" "$a" "$b" "$c" "$seed")
fuzzes topology "$host" "${topology[@]}" "$seconds"
eventually "the topology is made" 120 grep -qx ready "$dir/topology"

n=0
for way in $ways; do
	net=$host
	case $way in
	uplink)   device=up0 ;;
	lo)       device=lo ;;
	host)     device=none ;;
	network)  device=ctr0 ;;
	endpoint) device=eth0 net=$a ;;
	esac
	n=$((n + 1))
	fuzzes "$way" "$net" "$packets" "$way" "$device" $((seed + n)) "$seconds" "$fuzz/corpus"
done
fuzzes requests "$host" python3 "$fuzz/requests.py" $((seed + n + 1)) "$seconds" "$fuzz/corpus"

# ended NAME: it has come to its end, and what it did was not all refused
ended() {
	local status=0 enough

	case $1 in
	requests) enough='[0-9]+ requests, [1-9][0-9]* accepted' ;;
	topology) enough='[1-9]' ;;
	*)        enough='[1-9][0-9]{2,} frames' ;;
	esac
	wait "${fuzzers[$1]}" || status=$?
	grep ^corpus "$dir/$1" | sed 's/^/# /' || true
	if (( status == 0 )) && grep -qE "^$1: $enough" "$dir/$1"; then
		pass "$(grep "^$1: " "$dir/$1")"
	else
		fail "$1" "0, and as much as $enough" "$status, $(grep -v ^corpus "$dir/$1" | tail -n 5)"
	fi
}
for name in $ways requests topology; do
	ended "$name"
done
# How far in they came: why packets were dropped since the network was last made.
note "$(in_netns "$host" ethtool -S ctr0 | awk '/drop-/ && $2 { printf "%s %s ", $1, $2 }')"

# Others have gone on for longer than the topology's changes: what they have changed since.
succeeds "the topology is made whole" in_netns "$host" "${topology[@]}" 0
in_netns "$a" ip neigh flush all || true
in_netns "$host" ip neigh flush dev ctr0 || true
eventually "an endpoint still reaches the host" 60 in_netns "$a" ping -qc 1 -W 5 10.9.0.1
eventually "and its peer" 60 in_netns "$a" ping -qc 1 -W 5 10.9.0.3
succeeds "the kernel did not complain" log_is_clean
