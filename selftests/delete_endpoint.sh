#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# However an endpoint goes, and however busy it is: its ports are free, its
# flows are over, and it can be made again.
#
#   outside ---- uplink ---- host ---- network net --- busy (published), peer

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_traffic.sh"
requires nsenter ping
plan 26

network=net-$tag busy=busy-$tag peer=peer-$tag away=away-$tag
at_exit ip netns delete "$away"

outside_create
network_create "$network"
start "$peer" --network "$network" -- sleep infinity

make() {
	ctrnetctl rm -f "$busy" >/dev/null 2>&1 || true
	start_reporter "$busy" --network "$network" -p "$port:80" \
		-p "$((port + 1)):9/udp" -p "$((port + 1)):9"
	BUSY=$(address "$busy")
}
works() {
	is "$1" "$outside_address" "$(ask outside tcp "$uplink_address" "$port")"
}
endpoints() {
	ctrnetctl network inspect "$network" |
		jq --arg address "$BUSY/" '.[0].Containers | map(.IPv4Address | startswith($address)) | any'
}
is_gone() {
	[[ $(endpoints) == false ]]
}
# ends WHAT COMMAND...
ends() {
	make
	works "$1: it works"
	traffic_begin "$busy" "$peer" "$((port + 1))"
	is "$1: the kernel has the endpoint" true "$(endpoints)"
	succeeds "$1: under traffic" "${@:2}"
	eventually "$1: the endpoint is gone" 20 is_gone
	traffic_end
	is "$1: its port is closed" refused "$(ask outside tcp "$uplink_address" "$port")"
	succeeds "$1: its port can be bound" can_listen "$port"
}

kill_process() {
	kill -KILL "$(pid "$busy")"
}
ends "killed" kill_process

# Then nobody deletes the device: its namespace ends with the last process in it.
kill_supervisor() {
	kill -KILL "$(awk '$1 == "PPid:" { print $2 }' "/proc/$(pid "$busy")/status")"
}
ends "killed with its namespace" kill_supervisor

delete_device() {
	nsenter -t "$(pid "$busy")" -n timeout 60 ip link delete eth0
}
ends "device deleted" delete_device

move_device() {
	ip netns add "$away"
	nsenter -t "$(pid "$busy")" -n ip link set eth0 netns "$away"
	ip netns delete "$away"
}
ends "device moved to a namespace which ends" move_device

make
works "made again, it works"
succeeds "the log is clean" log_is_clean
