# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title="bridge and two veth pairs, br_netfilter, Docker's chains"

path_begin() {
	was_loaded=$(grep -c '^br_netfilter ' /proc/modules || true)
	needs_module br_netfilter
	box_create
	box_bridge_rules 1
	box_docker_rules
	ends=("$(place_net a)" 7000 "$(place_net b)" 172.17.0.2 7000)
}

# It has hooks in each namespace that gets a bridge; but the machine's own stays.
path_end() {
	[[ $was_loaded != 0 ]] || rmmod br_netfilter
}
