# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='published as Docker does: DNAT, conntrack, its chains'

path_begin() {
	box_create
	box_docker_rules
	ends=("$(place_net a)" 7000 "$(place_net client)" 198.51.100.1 8080)
}
