# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='published by an nft map, with a flowtable'

path_begin() {
	needs_module nf_flow_table_inet nft_flow_offload
	box_create
	box_map_rules
	in_place box nft -f - <"$bench/rules/flowtable.nft"
	ends=("$(place_net a)" 7000 "$(place_net client)" 198.51.100.1 8080)
}

# Conntrack loses a few of new ones.
path_warmed() {
	local offloaded

	offloaded=$(in_place box conntrack -L 2>/dev/null | grep -c OFFLOAD || true)
	at_least "$offloaded" $(($1 - $1 / 1000)) 'flows in the flowtable'
}
