# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure, ctrnet.sh and lib.sh
# Whether packets on two CPUs slow each other: each CPU sends a flow of its own, alone and
# while the other one does, by the kernel's generator, to where it is counted and dropped. It is
# for "smp", which adds to each record how long the CPUs have run for it.
#
# The ways are: apart (two veth pairs which have nothing in common), published (to ports of two
# containers), same (one flow to a port, sent by both CPUs), new (as published, each packet the
# first one of a flow).
packets=200000 sinks=() sent=0
second=second-$tag

group_smp() {
	local run way

	(( $(nproc) == 2 )) || { echo 'not two CPUs' >&2; return 1; }
	[[ -z $count ]] || packets=$count
	modprobe -q pktgen || true
	compile together
	ctrnet_begin --endpoint-flow-limit 1000000
	echo 1000000 >/sys/module/ctrnet/parameters/flows_max
	start "$second" --network "$network" -p 701:7000/udp -- sleep infinity
	apart_create
	sink_for "$server_net"
	sink_for "/proc/$(pid "$second")/ns/net"
	flows_define
	for (( run = 0; run < runs; run++ )); do
		for way in apart published same new; do
			sample "$way" 0
			sample "$way" 1
			sample "$way" 0 1
		done
		at_least "$(came)" "$sent" packets
	done
}

# Two pairs, both of whose near ends are in one namespace, as the generator is.
apart_create() {
	local cpu

	place near far0 far1
	for cpu in 0 1; do
		wire near "eth$cpu" "198.51.$cpu.1/24" "far$cpu" eth0 "198.51.$cpu.2/24"
		sink_for "$(place_net "far$cpu")"
	done
	places=()
	for cpu in near far0 far1; do
		at_exit ip netns delete "$cpu-$tag"
	done
}

# flows_define: of each way the namespace of the generator, and of each CPU its device, and where
# to it sends: MAC address, address, port, and from which port
flows_define() {
	local cpu mac

	declare -gA near=([apart]=$(place_net near) [published]=$outside_net [same]=$outside_net
		[new]=$outside_net)
	declare -gA flows
	for cpu in 0 1; do
		mac=$(ip -n "far$cpu-$tag" -j link show eth0 | jq -r '.[0].address')
		flows[apart$cpu]="eth$cpu $mac 198.51.$cpu.2 7000 20000"
		mac=$(ip -j link show "$uplink" | jq -r '.[0].address')
		flows[published$cpu]="eth0 $mac $uplink_address $((published + cpu)) 20000"
		flows[new$cpu]=${flows[published$cpu]}
		flows[same$cpu]="eth0 $mac $uplink_address $published 20000"
	done
}

# sink_for NETNS: one of those where packets may come
sink_for() {
	sinks+=("$1")
	sink "$1" 7000
}

# came: how many packets came to any sink
came() {
	local netns sum=0

	for netns in "${sinks[@]}"; do
		sum=$((sum + $(arrived "$netns")))
	done
	echo "$sum"
}

# sample WAY CPU...: records the nanoseconds per packet of each, by the guest's clock
sample() {
	local way=$1 values

	note "$way, CPU ${*:2}"
	flush_flows
	commands "$@" | nsenter "--net=${near[$way]}" bash -e >"$dir/values"
	mapfile -t values < <(awk -v packets="$packets" '{ print $3 * 1000 / packets }' "$dir/values")
	record "$way" "$way" "CPU ${*:2}" "${values[@]}"
	sent=$((sent + ($# - 1) * packets))
}

# commands WAY CPU...: what tells the generator what to do, and has it done
commands() {
	local way=$1 cpu device flow setting

	shift
	echo 'cd /proc/net/pktgen'
	# Its threads do that when they come to it.
	echo 'echo rem_device_all | tee kpktgend_* >/dev/null'
	echo 'for (( i = 0; i < 100; i++ )); do grep -q @ kpktgend_* || break; sleep 0.1; done'
	for cpu; do
		read -ra flow <<<"${flows[$way$cpu]}"
		device=${flow[0]}@$cpu
		echo "echo add_device $device >kpktgend_$cpu"
		for setting in "count $packets" 'pkt_size 100' 'flag !SHARED' 'flag UDPCSUM' \
			"dst_mac ${flow[1]}" "dst_min ${flow[2]}" "dst_max ${flow[2]}" \
			"udp_dst_min ${flow[3]}" "udp_dst_max ${flow[3]}" \
			"udp_src_min ${flow[4]}" "udp_src_max ${flow[4]}"; do
			echo "echo '$setting' >$device"
		done
		[[ $way != new ]] || many_sources "$device"
	done
	echo "$dir/together"
	for cpu; do
		read -r device _ <<<"${flows[$way$cpu]}"
		echo "grep '^Result: OK:' $device@$cpu"
	done
}

# many_sources DEVICE: 250 addresses and 1,009 ports, which step together
many_sources() {
	local setting

	for setting in "src_min ${outside_address%.*}.3" "src_max ${outside_address%.*}.252" \
		'udp_src_min 20000' 'udp_src_max 21009'; do
		echo "echo '$setting' >$1"
	done
}
