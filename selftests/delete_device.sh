#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A network or an uplink that is deleted under traffic goes at once, and takes
# along all that hung on it; what is made in its place works.
#
#   outside ---- uplink ---- host ---- network net --- busy (published), peer

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_traffic.sh"
requires ping
plan 16

network=net-$tag busy=busy-$tag peer=peer-$tag
at_exit ctrnetctl network rm "$network"

outside_create
make() {
	ctrnetctl network create "$network" >/dev/null
	start "$peer" --network "$network" -- sleep infinity
	start_reporter "$busy" --network "$network" -p "$port:80" \
		-p "$((port + 1)):9/udp" -p "$((port + 1)):9"
	device=$(device_of "$network")
}
works() {
	is "$1: outside to container" "$outside_address" \
		"$(ask outside tcp "$uplink_address" "$port")"
	succeeds "$1: container to outside" \
		ctrnetctl exec "$busy" ping -qc 1 -W 15 "$outside_address"
}

# --- the uplink ---
make
works "before"
traffic_begin "$busy" "$peer" "$((port + 1))"
succeeds "the uplink is deleted under traffic" timeout 60 ip link delete "$uplink"
traffic_end
is "the container still answers the host" "$(gateway "$busy")" \
	"$(ask host tcp 127.0.0.1 "$port")"
outside_delete 2>/dev/null || true
outside_create
works "with another uplink"

# The address moves to another device while flows go through the first one.
traffic_begin "$busy" "$peer" "$((port + 1))"
succeeds "the uplink is shut under traffic" ip link set "$uplink" down
succeeds "and opened again" ip link set "$uplink" up
traffic_end
works "after that"

# --- the network ---
traffic_begin "$busy" "$peer" "$((port + 1))"
succeeds "the network is deleted under traffic" timeout 60 ip link delete "$device"
traffic_end
is "its containers have lost their device" lo \
	"$(ctrnetctl exec "$busy" ip -j link show | jq -r 'map(.ifname) | join(" ")')"
is "its port is closed" refused "$(ask outside tcp "$uplink_address" "$port")"
ctrnetctl rm -f "$busy" "$peer" >/dev/null
make
works "made again"
succeeds "the log is clean" log_is_clean
