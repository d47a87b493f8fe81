# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by lib.sh; used by paths and groups
# ctrnet as its paths and groups need it: a network with two containers, of which the
# server publishes its port 7000 for TCP and UDP.
#
#   outside ---- uplink ---- host ---- network --- server, client
# Below whatever else is published.
published=700
server=server-$tag client=client-$tag network=bench-$tag

# ctrnet_begin [OPTION of network create...]
ctrnet_begin() {
	[[ -n ${server_net:-} ]] || outside_create
	network_create "$network" "$@"
	start "$server" --network "$network" --expose 7000 --expose 7000/udp \
		-p "$published:7000" -p "$published:7000/udp" -- sleep infinity
	start "$client" --network "$network" --link "$server:server" -- sleep infinity
	outside_net=/run/netns/$outside
	host_net=/proc/self/ns/net
	server_net=/proc/$(pid "$server")/ns/net
	client_net=/proc/$(pid "$client")/ns/net
	server_address=$(address "$server")
}

# crowd_create DEVICE COUNT: endpoints of a network in a namespace, crowd-$tag, for what many
# of them cost; sets $crowd to their ids
crowd_create() {
	at_exit crowd_delete
	ip netns add "crowd-$tag"
	crowd_commands "$@" | ip -batch -
	mapfile -t crowd < <(genl "dump endpoint-get" |
		jq '.[] | select(.mac | startswith("02:c0:")).endpoint')
}

# crowd_commands DEVICE COUNT: what makes them, for ip
crowd_commands() {
	local i

	for (( i = 0; i < $2; i++ )); do
		printf 'link add ep%d address 02:c0:00:00:%02x:%02x netns crowd-%s link %s type ctrnet_ep\n' \
			"$i" $((i / 256)) $((i % 256)) "$tag" "$1"
	done
}

# crowd_links COUNT: requests for as many links between those of $crowd
crowd_links() {
	local from to left=$1

	for from in "${crowd[@]}"; do
		for to in "${crowd[@]}"; do
			[[ $from != "$to" ]] || continue
			(( left-- )) || return 0
			echo "link-add endpoint=$from source=$to expose=protocol:6,port:80"
		done
	done
}

crowd_delete() {
	ip netns delete "crowd-$tag"
}

# flows_prepare CONTAINER: datagrams from ever new ports and addresses go to a port of it,
# where they are dropped; each is the first one of a flow.
flows_prepare() {
	ctrnetctl publish "$1" 701:9/udp >/dev/null
	nsenter "--net=/proc/$(pid "$1")/ns/net" nft -f - <<-END
		table netdev sink {
			chain arrived {
				type filter hook ingress device eth0 priority 0
				udp dport 9 counter drop
			}
		}
	END
	ip route add 10.128.0.0/16 via "$outside_address" dev "$uplink"
	uplink_mac=$(ip -j link show "$uplink" | jq -r '.[0].address')
}

# flows_make COUNT: as many, with those which there are. 1,001 addresses and 1,009 ports,
# stepping together, make a million.
flows_make() {
	nsenter "--net=$outside_net" "$bench/pktgen" eth0 "$1" "dst_mac $uplink_mac" \
		"dst_min $uplink_address" "dst_max $uplink_address" \
		'udp_dst_min 701' 'udp_dst_max 701' 'src_min 10.128.0.1' 'src_max 10.128.3.233' \
		'udp_src_min 20000' 'udp_src_max 21009' >/dev/null
}

flows_count() {
	ctrnetctl stats --json | jq '[.Networks[].Flows] | add'
}
