# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure; used by path.sh
# What a packet costs on its way, caches included: packets of the kernel's generator, dropped
# where they arrive. All that is done for a packet is done by the CPU that sends it, so that
# the time of sending is what the path takes.
#
# The ways are: one (one flow), many (100,100 of them, all known), new (each packet the first
# one of a flow), reply (what the server answers to one flow).

# How fast a machine is changes from one second to the next, with what others do on it. So each
# sample is followed by one of a veth pair, which is there all the time: what counts is how
# the two compare.
samples=5 packets=100100

group_native() {
	local meter=packets_of run

	ctrnet_begin --endpoint-flow-limit 1000000
	echo 1000000 >/sys/module/ctrnet/parameters/flows_max
	[[ -z $count ]] || packets=$count
	conntrack_room
	reference_begin
	for (( run = 0; run < runs; run++ )); do
		note "turn $((run + 1)) of $runs"
		native_ways one veth bridge docker-bridge containers
		native_ways 'one many new reply' routed docker-published flowtable published
	done
}

# So that conntrack has no chains longer than need be; the default is for fewer flows.
conntrack_room() {
	modprobe -q nf_conntrack || true
	host_sysctl net.netfilter.nf_conntrack_buckets 262144
	host_sysctl net.netfilter.nf_conntrack_max 1048576
}

# native_ways WAYS PATH...
native_ways() {
	local modes=$1 path

	for path in "${@:2}"; do
		run_path "$path"
	done
}

# packets_of PATH TITLE WAY SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT
packets_of() {
	local values

	note "$3"
	flush_flows
	: >"$dir/reference"
	"way_$3" "${@:4}" >"$dir/value"
	mapfile -t values <"$dir/value"
	record "$1" "$2" "$3" "${values[@]}"
	mapfile -t values <"$dir/reference"
	record "$1" "$2" "$3-reference" "${values[@]}"
}

# --- the ways: SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT ---

way_one() {
	sink "$1" "$2"
	often_beside send "${@:3:3}" "$packets" 'udp_src_min 20000' 'udp_src_max 20000'
	all_came "$1" $((samples * packets))
}

way_many() {
	sink "$1" "$2"
	# Two of each: a flowtable takes a flow with its second packet.
	send_many "${@:3:3}" 200200 >/dev/null
	path_warmed 100100 >&2
	often_beside send_many "${@:3:3}" "$packets"
	all_came "$1" $((samples * packets + 200200))
}

# 100 addresses and 1,001 ports, which step together.
send_many() {
	send "$@" 'src_min PREFIX.10' 'src_max PREFIX.109' 'udp_src_min 20000' 'udp_src_max 21001'
}

# 250 addresses and 1,009 ports, others for each sample.
way_new() {
	local sample from

	sink "$1" "$2"
	for (( sample = 0; sample < samples; sample++ )); do
		from=$((30000 + sample * 1009))
		beside send "${@:3:3}" "$packets" 'src_min PREFIX.3' 'src_max PREFIX.252' \
			"udp_src_min $from" "udp_src_max $((from + 1009))"
	done
	all_came "$1" $((samples * packets))
}

way_reply() {
	sink "$1" "$2"
	send "${@:3:3}" 1 'udp_src_min 20000' 'udp_src_max 20000' >/dev/null
	all_came "$1" 1
	sink "$3" 20000
	often_beside send "$1" "$(own_address "$3" "$4")" 20000 "$packets" \
		"udp_src_min $2" "udp_src_max $2"
	all_came "$3" $((samples * packets))
}

# --- the veth pair which each sample is compared with ---

reference_begin() {
	place ref-a ref-b
	wire ref-a eth0 198.51.100.1/24 ref-b eth0 198.51.100.2/24
	# Not one path's, nor gone with it.
	places=()
	at_exit ip netns delete "ref-a-$tag"
	at_exit ip netns delete "ref-b-$tag"
	sink "$(place_net ref-b)" 9
}

# beside COMMAND...: a sample, and then one of the reference
beside() {
	"$@"
	send "$(place_net ref-a)" 198.51.100.2 9 "$packets" \
		'udp_src_min 20000' 'udp_src_max 20000' >>"$dir/reference"
}

# often_beside COMMAND...: as many as there are to be
often_beside() {
	local sample

	for (( sample = 0; sample < samples; sample++ )); do
		beside "$@"
	done
}

# --- both ends ---

in_netns() {
	nsenter "--net=$1" -- "${@:2}"
}

# own_address NETNS PEER: from which it sends to there
own_address() {
	in_netns "$1" ip -j route get "$2" | jq -r '.[0].prefsrc'
}

# send NETNS ADDRESS PORT COUNT SETTING...: prints the nanoseconds per packet. PREFIX in a
# setting is that of the address which it sends from.
send() {
	local own device via mac settings=("${@:5}")

	own=$(own_address "$1" "$2")
	read -r device via < <(in_netns "$1" ip -j route get "$2" |
		jq -r '.[0] | "\(.dev) \(.gateway // .dst)"')
	in_netns "$1" ping -c 1 -W 1 "$via" >/dev/null || true
	mac=$(in_netns "$1" ip -j neigh show "$via" dev "$device" | jq -r '.[0].lladdr')
	in_netns "$1" "$bench/pktgen" "$device" "$4" "dst_mac $mac" "dst_min $2" "dst_max $2" \
		"udp_dst_min $3" "udp_dst_max $3" "src_min $own" "src_max $own" \
		"${settings[@]//PREFIX/${own%.*}}"
}

# all_came NETNS COUNT: else it was not the path that was measured. Of new flows conntrack
# loses a few.
all_came() {
	local came

	came=$(arrived "$1")
	(( came >= $2 - $2 / 1000 )) || { echo "$path: only $came of $2 packets came" >&2; return 1; }
}
