#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Flows and drops are counted, and explained.
#
#   outside ---- uplink  host ---- network --- client

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq
plan 6

network=net-$tag client=client-$tag

outside_create
network_create "$network" --flow-limit 500 --endpoint-flow-limit 50
start "$client" --network "$network" -- sleep infinity
at "$client" bash -c "echo hello >/dev/udp/$outside_address/9"
at "$client" ping -c 1 -t 1 -W 1 "$outside_address" >/dev/null || true

# of FILTER: what is told of the network
of() {
	ctrnetctl stats --json | jq -r --arg name "$network" ".Networks[] | select(.Name == \$name) | $1"
}

is "the network's flows" "$(ctrnetctl flow ls --json "$client" | jq length)" "$(of .Flows)"
is "are the container's" "$client $(of .Flows)" "$(of '.Containers[] | "\(.Name) \(.Flows)"')"
is "a drop is explained" "ttl 1 The time to live ran out" \
	"$(of '.Drops[] | select(.Reason == "ttl") | "\(.Reason) \(.Packets) \(.Meaning)"')"
is "the limit of all is the module's" "$(</sys/module/ctrnet/parameters/flows_max)" \
	"$(ctrnetctl stats --json | jq .Limit)"
is "others are the network's" "500 50" "$(of '"\(.Limit) \(.ContainerLimit)"')"
like "as tables" "$network [0-9]+ 500 .*$network $client [0-9]+ 50 .*NETWORK DROPPED REASON MEANING.* $network 1 ttl The time to live ran out" \
	"$(ctrnetctl stats | tr -s ' \n' ' ')"
