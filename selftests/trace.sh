#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tracepoints tell of drops, with their reasons, and of flows.
#
#   outside ---- uplink  host ---- network --- client

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3 nft
requires_tracing
plan 9

client=client-$tag instance=$tracing/instances/ctrnet-$tag
at_exit rmdir "$instance"
mkdir "$instance"

outside_create
start "$client" -- sleep infinity
CLIENT=$(address "$client")
echo 1 >"$instance/events/ctrnet/enable"

at "$client" bash -c "echo hello >/dev/udp/$outside_address/9"
like "a flow begins" \
	"ctrnet_flow_begin: protocol=17 tcp=0 ::ffff:$CLIENT:[0-9]+ > ::ffff:$outside_address:9 reply ::ffff:$outside_address:9 > ::ffff:$uplink_address:[0-9]+ packets=0/0 rule=masquerade:0" \
	"$(<"$instance/trace")"
ctrnetctl flow flush "$client" >/dev/null
like "and ends" "ctrnet_flow_end: protocol=17 .* packets=1/[01]" "$(<"$instance/trace")"

echo >"$instance/trace"
at "$client" ping -c 1 -t 1 -W 1 "$outside_address" >/dev/null || true
like "a drop" \
	"ctrnet_drop: network=[^ ]+ reason=ttl saddr=::ffff:$CLIENT daddr=::ffff:$outside_address len=84 .* protocol=1 " \
	"$(<"$instance/trace")"

echo 0 >"$instance/events/ctrnet/enable"
echo >"$instance/trace"
at "$client" ping -c 1 -t 1 -W 1 "$outside_address" >/dev/null || true
unlike() { [[ ! $2 =~ $1 ]]; }
succeeds "nothing when they are off" unlike "ctrnet_" "$(<"$instance/trace")"

# The same, in words.
scratch
# traced FILE WORD...: until it is ready
traced() {
	collect "$1" host ctrnetctl trace --json "${@:2}"
	wait_for 60 grep -q 1 "$tracing/instances/ctrnetctl-$!/events/ctrnet/enable"
}
ctrnetctl publish "$client" "$port:80" >/dev/null
traced "$dir/client" "$client"
traced "$dir/port" "$port"
traced "$dir/other" "$((port + 1))/udp"
at outside socat -u - "TCP:$uplink_address:$port" </dev/null 2>/dev/null || true
at "$client" ping -c 1 -t 1 -W 1 "$outside_address" >/dev/null || true
eventually "a container's drops, and what they mean" 20 jq -es \
	'any(.[]; .Event == "drop" and .Reason == "ttl" and .Meaning == "The time to live ran out")' "$dir/client"
# shellcheck disable=SC2016 # of jq
eventually "a connection to a published port" 20 jq -es --arg client "$outside_address" --argjson port "$port" \
	'map(select(.DestinationPort == $port and .Source == $client).Event)[:2] == ["publish", "begin"]' "$dir/port"
at_exit nft delete table inet "ctrnet-$tag"
nft -f - <<-END
	table inet ctrnet-$tag {
		chain forward {
			type filter hook forward priority 0
			ip saddr $outside_address drop
		}
	}
END
at outside timeout 1 socat -u - "TCP:$uplink_address:$port" </dev/null 2>/dev/null || true
# shellcheck disable=SC2016 # of jq
eventually "one which the firewall does not let be" 20 jq -es --arg client "$outside_address" --argjson port "$port" \
	'any(.[]; .Event == "drop" and .Reason == "firewall" and .Source == $client and .DestinationPort == $port)' "$dir/port"
is "and none of it for another port" "" "$(<"$dir/other")"
kill -INT $!
eventually "it leaves nothing" 20 test ! -e "$tracing/instances/ctrnetctl-$!"
