#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Flows and drops are counted, and explained.
# Sets: ecosystem
#
#   outside ---- uplink  host ---- network --- client

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq
plan 12

network=net-$tag client=client-$tag

outside_create
network_create "$network" --flow-limit 500 --endpoint-flow-limit 50
scratch
start "$client" --network "$network" -p "$port:80" -- sleep infinity
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

# What a strict reader of the exposition format makes of it: samples, or what is wrong.
cat >"$dir/read.py" <<'READ'
import re, sys
types, seen, name = {}, set(), None
label = r'[a-z_]+="(?:[^"\\\n]|\\["\\n])*"'
for line in sys.stdin.read().split("\n")[:-1]:
    word = line.split(" ", 3)
    if word[:2] == ["#", "HELP"]:
        name = word[2]
        assert name not in types, line
    elif word[:2] == ["#", "TYPE"]:
        assert word[2] == name and word[3] in ("gauge", "counter"), line
        assert (word[3] == "counter") == name.endswith("_total"), line
        types[name] = word[3]
    else:
        match = re.fullmatch(rf"([a-z_]+)(?:{{({label}(?:,{label})*)}})? (\d+)", line)
        assert match and match[1] == name and (match[1], match[2]) not in seen, line
        seen.add((match[1], match[2]))
        print(line)
READ
metrics=$(ctrnetctl stats --prometheus | python3 "$dir/read.py")
like "the exposition format: flows" "ctrnet_container_flows\{network=\"$network\",container=\"$client\"\} $(of .Flows)" \
	"$metrics"
like "drops" "ctrnet_network_dropped_packets_total\{network=\"$network\",reason=\"ttl\"\} 1" "$metrics"
like "what a container has sent" "ctrnet_container_sent_packets_total\{[^}]*\"$client\"\} [1-9]" "$metrics"
like "a publish" "ctrnet_publish_flows\{.*\"tcp\",host_address=\"0.0.0.0\",host_port=\"$port\",host_port_end=\"$port\",port=\"80\"\} 0" \
	"$metrics"
if command -v promtool >/dev/null; then
	is "promtool agrees" "" "$(ctrnetctl stats --prometheus | promtool check metrics 2>&1)"
else
	skip "promtool agrees" "needs promtool"
fi

ctrnetctl top -d 1 -n 1 --json >"$dir/top" &
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	at "$client" ping -c 1 -s 1000 -W 1 "$outside_address" >/dev/null || true
done
wait $!
between "what is sent each second" 1 1000000000 "$(jq --arg name "$client" \
	'.Containers[] | select(.Name == $name).Sent' "$dir/top")"

like "as tables" "$network [0-9]+ 500 .*$network $client [0-9]+ 50 .*NETWORK DROPPED REASON MEANING.* $network 1 ttl The time to live ran out" \
	"$(ctrnetctl stats | tr -s ' \n' ' ')"
