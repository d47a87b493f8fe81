# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure; used by path.sh
# What others' traffic costs among what floods leave: a table full of flows of another
# container, as many fragments as the host keeps, a port published and not again and again.
# While a flood goes on there is nothing to be measured: it has the same CPU.
mallory=mallory-$tag flood_port=601

# Neither published nor one of the flood's.
service=600

group_floods() {
	local keep_flows=1

	ctrnet_begin --timeout udp-unreplied=1h
	start "$mallory" --network "$network" -- sleep infinity
	flows_prepare "$mallory"
	flooded none 'without a flood'
	flood_flows 65536
	at_least "$(flows_count)" 65536 flows
	flooded flows "$(flows_count) flows, all there may be"
	flood_fragments 5000
	at_least "$(fragments_kept)" 1000000 'bytes of fragments'
	flooded fragments "and $(fragments_kept) bytes of fragments"
	flood_publishes 300
	flooded publishes 'and a port published and not, 300 times'
}

# flooded NAME TITLE
flooded() {
	note "$2"
	measure "containers-$1" "container to container, $2" 'udp tcp' \
		"$server_net" 7000 "$client_net" "$server_address" 7000
	measure "published-$1" "published, $2" 'udp crr' \
		"$server_net" 7000 "$outside_net" "$uplink_address" "$published"
	measure "server-$1" "host as a server, $2" 'udp crr' \
		"$host_net" "$service" "$outside_net" "$uplink_address" "$service"
	measure "self-$1" "host with itself, $2" udp \
		"$host_net" "$service" "$host_net" 127.0.0.1 "$service"
}

# flood_flows LIMIT: twice as many flows as there may be from then on
flood_flows() {
	echo "$1" >/sys/module/ctrnet/parameters/flows_max
	flows_make $((2 * $1))
}

# flood_fragments COUNT: first fragments, which are kept for an hour
flood_fragments() {
	host_sysctl net.ipv4.ipfrag_time 3600
	nsenter "--net=$outside_net" python3 "$here/flood.py" eth0 first-fragments "$1" \
		"mac=$uplink_mac" "from=$outside_address" "to=$uplink_address" port=701
}

fragments_kept() {
	awk '$1 == "FRAG:" { print $NF }' /proc/net/sockstat
}

# flood_publishes COUNT
flood_publishes() {
	endpoints_of "$(device_of "$network")"
	"$here/publishes.py" "$(endpoint "$mallory")" "$flood_port" "$1"
}
