#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Networks and endpoints as devices: what captures see, MTUs, names, addresses,
# and an endpoint that is moved elsewhere.
#
#   outside ---- uplink ---- host ---- network net --- server, peer

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool nsenter ping python3 tcpdump
plan 22

network=net-$tag server=server-$tag peer=peer-$tag
outside_create
network_create "$network"
start_reporter "$server" --network "$network" -p "$port:80"
start "$peer" --network "$network" -- sleep infinity
dev=$(device_of "$network")
SERVER=$(address "$server") PEER=$(address "$peer")
dir=$(mktemp -d "/var/tmp/ctrnet-$tag.XXXX")
at_exit rm -rf "$dir"

# --- captures ---

collect "$dir/seen" host tcpdump -lnpi "$dev" --no-promiscuous-mode "icmp or tcp"
wait_for 20 grep -q listening "$dir/seen"
collect "$dir/all" host tcpdump -lni "$dev" "icmp or tcp"
wait_for 20 grep -q listening "$dir/all"
at "$peer" ping -qc 1 -W 15 "$SERVER" >/dev/null
ask outside tcp "$uplink_address" "$port" >/dev/null
at "$peer" ping -qc 1 -W 15 "$outside_address" >/dev/null
eventually "a capture on the network's device sees one endpoint talk to another" 20 \
	grep -q "$PEER > $SERVER: ICMP echo request" "$dir/all"
eventually "and what comes to a published port, as the endpoint sees it" 20 \
	grep -q "$outside_address.* > $SERVER.80: Flags \[S\]" "$dir/all"
eventually "and the answer" 20 grep -q "$SERVER.80 > $outside_address.*: Flags \[S.\]" "$dir/all"
eventually "and what goes outside" 20 \
	grep -q "$PEER > $outside_address: ICMP echo request" "$dir/all"
eventually "and comes back" 20 grep -q "$outside_address > $PEER: ICMP echo reply" "$dir/all"
is "each frame once" 1 "$(grep -c "$PEER > $SERVER: ICMP echo request" "$dir/all")"

# --- MTU ---

mtu() {
	in_net "$1" ip -j link show eth0 | jq '.[0].mtu'
}
carrier() {
	in_net "$1" ip -j link show eth0 | jq '.[0].flags | contains(["NO-CARRIER"]) | not'
}
in_net "$peer" ip link set eth0 mtu 1300
ip link set "$dev" mtu 1400
is "an endpoint's MTU follows its network's" 1400 "$(mtu "$server")"
is "unless it is smaller" 1300 "$(mtu "$peer")"
ip link set "$dev" mtu 9000
is "up too" 9000 "$(mtu "$server")"
in_net "$peer" ip link set eth0 mtu 9000
succeeds "jumbo frames pass" at "$peer" ping -qc 1 -W 15 -M "do" -s 8900 "$SERVER"
refused "no endpoint has a larger one than its network" 2 "RTNETLINK answers: Invalid argument" \
	in_net "$peer" ip link set eth0 mtu 9001

# --- addresses and names ---

refused "an endpoint keeps its MAC address" 2 "RTNETLINK answers: Operation not supported" \
	in_net "$peer" ip link set eth0 address 02:00:00:00:00:09
ip link set "$dev" address 02:00:00:00:00:0a
ip link set "$dev" down
start "late-$tag" --network "$network" -- sleep infinity
is "who comes while the network is down has no carrier" "false false" "$(carrier "$peer") $(carrier "late-$tag")"
ip link set "$dev" up
is "until it is up" "true true" "$(carrier "$peer") $(carrier "late-$tag")"
eventually "the network may change its own" 20 at "$peer" ping -qc 1 -W 1 "$(gateway "$peer")"
like "ethtool tells the driver" "driver: ctrnet" "$(ethtool -i "$dev")"
like "and its features" "tcp-segmentation-offload: on" "$(ethtool -k "$dev")"

in_net "$peer" ip link set eth0 down
in_net "$peer" ip link set eth0 name net0
in_net "$peer" ip link set net0 up
succeeds "an endpoint may have another name" at "$peer" ping -qc 1 -W 15 "$SERVER"

# --- elsewhere ---

ip netns add "away-$tag"
at_exit ip netns delete "away-$tag"
in_net "$peer" ip link set net0 netns "away-$tag"
ip -n "away-$tag" address add "$PEER/16" dev net0
ip -n "away-$tag" link set net0 up
succeeds "an endpoint works in another namespace" \
	nsenter "--net=/run/netns/away-$tag" -- ping -qc 1 -W 15 "$SERVER"
like "a network stays in its own" "(immutable|Invalid argument)" \
	"$(ip link set "$dev" netns "away-$tag" 2>&1 || true)"
ip netns delete "away-$tag"
eventually "and goes with it" 20 eval "! ping -qc 1 -W 1 $PEER"

succeeds "the kernel did not complain" log_is_clean
