# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure; used by path.sh
# What bulk costs where the devices of both ends leave to the stack what they can do
# otherwise: to cut what is sent at once into segments, and to sum it; between containers,
# beside a veth pair.

# What there is: the name, what ethtool is told, and a title
offloads='whole|tx on tso on gso on|all on
cut|tx on tso off gso off|no segmentation
summed|tx off|no checksums, so no segmentation'

group_offloads() {
	local meter=offloads_each modes=bulk path

	ctrnet_begin
	for path in veth containers; do
		run_path "$path"
	done
}

# offloads_each PATH TITLE MODE SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT
offloads_each() {
	local name settings text

	needs_program ethtool
	while IFS='|' read -r name settings text <&3; do
		offloads_set "$settings" "$4" "$6"
		measure "$1-$name" "$2, $text" "${@:3}"
	done 3<<<"$offloads"
}

# offloads_set SETTINGS NETNS...
offloads_set() {
	local net

	for net in "${@:2}"; do
		# shellcheck disable=SC2086 # a word each
		nsenter "--net=$net" ethtool -K eth0 $1 >/dev/null
	done
}
