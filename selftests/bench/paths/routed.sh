# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='routed to a container, no NAT'

path_begin() {
	box_create
	ip -n "client-$tag" route add 172.17.0.0/16 via 198.51.100.1
	ends=("$(place_net a)" 7000 "$(place_net client)" 172.17.0.2 7000)
}
