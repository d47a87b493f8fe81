#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Frames which lie, by the thousand, at each way into the module: none is
# delivered that should not be, and the kernel survives them all. FRAMES tells
# how many at each way, SEED repeats a run.
#
#   outside ---- uplink ---- host ---- network "bridge" --- server, peer

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool nsenter ping python3
plan 13

FRAMES=${FRAMES:-5000} SEED=${SEED:-$SRANDOM}
server=server-$tag peer=peer-$tag
note "seed $SEED"

outside_create
start_reporter "$server" -p "$port:80" -p "$port:80/udp"
start "$peer" -- sleep infinity
dev=$(ip -j link show type ctrnet | jq -r '.[0].ifname')
gateway_mac=$(ip -j link show "$dev" | jq -r '.[0].address')
outside_mac=$(at outside ip -j link show eth0 | jq -r '.[0].address')
uplink_mac=$(ip -j link show "$uplink" | jq -r '.[0].address')
SERVER=$(address "$server") PEER=$(address "$peer")

# sends TEXT PLACE-COMMAND... -- DEVICE OWN-MAC PEER-MAC OWN PEER PORT [bypass]
sends() {
	local text=$1 via=()
	shift

	for (( ; $#; )); do
		[[ $1 != -- ]] || break
		via+=("$1")
		shift
	done
	shift
	succeeds "$text" "${via[@]}" python3 "$here/garbage.py" "$1" "$FRAMES" "$SEED" \
		"$2" "$3" "$4" "$5" "$6" ${7:+"$7"}
}

before=$(drops "$dev" malformed)
sends "an endpoint, to a peer" in_net "$peer" -- eth0 "$(mac "$peer")" "$(mac "$server")" \
	"$PEER,fe80::1" "$SERVER,fe80::2" 80
sends "an endpoint, to the gateway, past the queue" in_net "$peer" -- eth0 "$(mac "$peer")" \
	"$gateway_mac" "$PEER,fd00::1" "$outside_address,fd00::2" 80 bypass
sends "an endpoint, to a published port" in_net "$peer" -- eth0 "$(mac "$peer")" \
	"$gateway_mac" "$PEER,fd00::1" "$uplink_address,fd00::2" "$port"
sends "the host, on the network's device" env -- "$dev" "$gateway_mac" "$(mac "$server")" \
	"$(gateway "$server"),fe80::1" "$SERVER,fe80::2" 80
sends "the host, on its loopback device" env -- lo 00:00:00:00:00:00 00:00:00:00:00:00 \
	"127.0.0.1,::1" "127.0.0.1,::1" "$port"
sends "the outside, to a published port" nsenter "--net=/run/netns/$outside" -- eth0 \
	"$outside_mac" "$uplink_mac" \
	"$outside_address,fd00::1" "$uplink_address,fd00::2" "$port"
sends "the outside, as if answering" nsenter "--net=/run/netns/$outside" -- eth0 \
	"$outside_mac" "$uplink_mac" \
	"$outside_address,fd00::1" "$uplink_address,fd00::2" 61001
grows "what was malformed was counted" "$before" "$(drops "$dev" malformed)"

# A garbled ARP message may have told host or outside that the other is elsewhere.
ip neigh flush dev "$uplink"
at outside ip neigh flush dev eth0
is "the published port still answers" "$outside_address $outside_address" \
	"$(ask outside tcp "$uplink_address" "$port" udp "$uplink_address" "$port" | xargs)"
is "a peer is still answered" "$PEER" "$(ask "$peer" tcp "$SERVER" 80)"
succeeds "a container still reaches the outside" at "$peer" ping -qc 1 -W 15 "$outside_address"
succeeds "and all of it can be removed" ctrnetctl rm -f "$server" "$peer"
succeeds "the kernel did not complain" log_is_clean
