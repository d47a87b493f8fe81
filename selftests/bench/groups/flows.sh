# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure; used by path.sh
# What flows cost: a new one, their memory, those which there are already, and to walk through
# them and to end them.
group_flows() {
	local modes keep_flows

	ctrnet_begin --endpoint-flow-limit 2000000 --timeout udp-unreplied=1h
	echo 2000000 >/sys/module/ctrnet/parameters/flows_max
	flows_new
	flows_memory
	flows_prepare "$server"
	flows_many 1 1000 100000 1000000
	flows_end
}

flows_new() {
	local path

	modes=flow
	for path in routed published docker-published docker-masquerade nft-map; do
		run_path "$path"
	done
	# More in a run would take nearly all ports which there are for a container.
	count=${count:-500} often run_path masquerade
}

# The size of an object, as the kernel's cache of them has it.
flows_memory() {
	local cache title

	while IFS='|' read -r cache title; do
		awk -v name="$cache" '$1 == name { print $4 }' /proc/slabinfo >"$dir/value"
		if [[ -s $dir/value ]]; then
			unit=bytes record "$cache" "$title" memory "$(<"$dir/value")"
		else
			record_missing "$cache" "$title" 'shares a cache; boot with slab_nomerge'
		fi
	done <<-END
		ctrnet_flow|a flow, IPv4
		ctrnet_flow6|a flow, IPv6
		nf_conntrack|an entry of conntrack, without extensions
	END
}

# flows_many COUNT...: a round trip while there are so many, and the memory of as many
# more than there were in the first place
flows_many() {
	local many before

	modes=udp keep_flows=1
	flows_make 1
	before=$(settled_memory)
	for many; do
		flows_make "$many"
		at_least "$(flows_count)" $((many - many / 1000)) flows
		(( many < 100000 )) ||
			unit=bytes record "flows-$many" "a flow, of $many, and its part of the table" \
				memory $((($(settled_memory) - before) / many))
		run_path published "$many" flows
	done
}

# What the kernel does besides, when they are looked through each second, and when all
# of them have expired.
flows_end() {
	compile gaps
	flows_gaps kept '1,000,000 flows are kept'
	ctrnetctl network set --timeout udp-unreplied=1s "$network"
	flows_gaps expired '1,000,000 flows expire'
	note "flows: $(flows_count)"
	ctrnetctl flow flush "$server" >/dev/null
	flows_gaps none 'there are none'
}

flows_gaps() {
	local values

	"$dir/gaps" 3000 >"$dir/value"
	read -ra values <"$dir/value"
	# The most of many is by chance: time by the clock, and no count.
	unit=nanoseconds record "gaps-$1" "longest interruption while $2" longest "${values[0]}"
	unit=millionths record "gaps-$1" "time in interruptions while $2" sum "${values[1]}"
}
