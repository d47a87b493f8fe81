#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The module is loaded when it is needed, and can be taken away whatever it is
# doing: nothing of it stays, and it can be loaded again.
# Changes the host: the module is unloaded, with all networks which there are.
# Sets: core
#
#   outside ---- uplink ---- host ---- network net --- busy (published), peer
#   netns $ns with a network of its own

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_traffic.sh"
requires ping
modinfo -n ctrnet >/dev/null 2>&1 || skip_all "needs the module installed"
[[ -z $(ctrnetctl ps -q) ]] || skip_all "needs a host without containers"
plan 38

network=net-$tag busy=busy-$tag peer=peer-$tag ns=ns-$tag

at_exit ip netns delete "$ns"
ip netns add "$ns"
ip -n "$ns" link add ctr0 type ctrnet
ip -n "$ns" link add eth0 link ctr0 type ctrnet_ep

# --- taken away ---
outside_create
network_create "$network"
start "$peer" --network "$network" -- sleep infinity
start_reporter "$busy" --network "$network" -p "$port:80" \
	--link "$peer:db" -p "$((port + 1)):9/udp" -p "$((port + 1)):9"
traffic_begin "$busy" "$peer" "$((port + 1))"
scratch
ctrnetctl monitor --json >"$dir/events" 2>"$dir/error" &
monitor=$! status=0
wait_for 60 grep -q started "$dir/events"
succeeds "it unloads under traffic" timeout 100 rmmod ctrnet
traffic_end
wait "$monitor" || status=$?
is "who listened to events is told" "1 Error: the ctrnet kernel module was unloaded" "$status $(<"$dir/error")"
like "after all that has gone with it" '"Object":"network","Action":"removed"' "$(<"$dir/events")"
is "it is gone" gone "$([[ -d /sys/module/ctrnet ]] || echo gone)"
# Other modules have devices in each namespace too.
ours='.[] | select((.linkinfo.info_kind // "") | startswith("ctrnet")) | .ifname'
is "no network is left on the host" "" "$(ip -j -d link show | jq -r "$ours")"
is "nor in another namespace" "" "$(ip -n "$ns" -j -d link show | jq -r "$ours")"
is "nor an endpoint in a container" "" \
	"$(nsenter -t "$(pid "$busy")" -n ip -j -d link show | jq -r "$ours")"
says="the ctrnet kernel module is not loaded, so running containers have no network: 'modprobe ctrnet', then --fix"
is "doctor says so" "$says" "$(ctrnetctl doctor || true)"
is "and gives nothing up" "$says" "$(ctrnetctl doctor --fix || true)"
is "what was published is refused" refused "$(ask outside tcp "$uplink_address" "$port")"
succeeds "and free to bind" can_listen "$port"
[[ ! -d /sys/module/ctrnet ]] || rmmod ctrnet

# --- loaded when needed ---
loaded() {
	[[ -d /sys/module/ctrnet ]] && echo loaded || echo not
}
succeeds "a link of the kind ctrnet" ip link add "x-$tag" type ctrnet
is "loads it" loaded "$(loaded)"
is "and is there" ctrnet \
	"$(ip -j -d link show "x-$tag" | jq -r '.[0].linkinfo.info_kind')"
rmmod ctrnet
is "it takes the link along" gone "$(ip link show "x-$tag" >/dev/null 2>&1 || echo gone)"
refused "a link of the kind ctrnet_ep" 2 "Error: an endpoint needs its network as its link." \
	ip link add "x-$tag" type ctrnet_ep
is "loads it too" loaded "$(loaded)"
rmmod ctrnet
while IFS='|' read -r command expected; do
	# shellcheck disable=SC2086 # words
	is "without it, $command" "$expected" "$(ctrnetctl $command 2>&1 | xargs)"
done <<END
network ls --format {{.Name}}|host none
network inspect -f {{.Name}} host none|host none
inspect -f {{.Driver}} none|null
flow ls|PROTOCOL FROM TO VIA STATE AGE LEFT PACKETS BYTES
flow ls --json|[]
flow flush|0
monitor|Error: the ctrnet kernel module is not loaded: run modprobe ctrnet as root
stats|NETWORK CONTAINER FLOWS LIMIT NETWORK DROPPED REASON MEANING
END
is "who reads does not load it" not "$(loaded)"
succeeds "ctrnetctl does for a network" sh -c "ctrnetctl network create net2-$tag >/dev/null"
is "by the family's name" loaded "$(loaded)"
rmmod ctrnet

# --- again and again ---
again() {
	local i

	for i in 1 2 3 4 5; do
		modprobe ctrnet && rmmod ctrnet || return
	done
}
succeeds "it loads and unloads five times" again

# Who asks for neighbours is answered by the module itself, until it goes.
again_under_load() {
	local i flood status transmitted=/sys/class/net/eth0/statistics/tx_packets

	for i in 1 2 3 4 5; do
		ip -n "$ns" -batch - <<-END || return
			link add ctr0 type ctrnet
			link set ctr0 up
			link add eth0 address 02:00:00:00:00:0a link ctr0 type ctrnet_ep
			link set eth0 up
		END
		ip netns exec "$ns" python3 "$here/flood.py" eth0 solicit 10000000 \
			from=fe80::ff:fe00:a to=fe80::1 2>/dev/null &
		flood=$! status=0
		wait_for 60 eval "(( \$(ip netns exec $ns cat $transmitted) > 100 ))" &&
			timeout 100 rmmod ctrnet || status=$?
		kill -KILL "$flood" 2>/dev/null
		wait "$flood" 2>/dev/null
		(( status == 0 )) || return
	done
}
succeeds "and five times under load" again_under_load

# --- as if nothing had been ---
ctrnetctl network create "$network" >/dev/null
refused "a recipient is told which source is to be restarted before" 125 \
	"Error: cannot link to /$peer: it has lost its network, as when the module is unloaded; restart $peer first" \
	ctrnetctl restart -t 0 "$busy"
succeeds "which can be done" sh -c "ctrnetctl restart -t 0 $peer >/dev/null"
succeeds "a container which lost its network can be restarted" \
	sh -c "ctrnetctl restart -t 0 $busy >/dev/null"
wait_for 20 is_listening "$busy" tcp 80
is "and is published again" "$outside_address" "$(ask outside tcp "$uplink_address" "$port")"
succeeds "and reaches outside" ctrnetctl exec "$busy" ping -qc 1 -W 15 "$outside_address"

# Someone who listens to its messages does not hold it.
if python3 -c 'import yaml' 2>/dev/null; then
	genl_begin
	like "a client is connected" '^\[\{' "$(request dump network-get)"
	ctrnetctl rm -f "$busy" "$peer" >/dev/null 2>&1
	succeeds "it unloads all the same" timeout 100 rmmod ctrnet
else
	skip "a client is connected" "needs python3-yaml"
	skip "it unloads all the same" "needs python3-yaml"
fi
succeeds "the log is clean" log_is_clean
modprobe ctrnet
