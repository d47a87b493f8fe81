# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='masqueraded as Docker does'

path_begin() {
	box_create
	box_docker_rules
	ends=("$(place_net client)" 7000 "$(place_net a)" 198.51.100.2 7000)
}
