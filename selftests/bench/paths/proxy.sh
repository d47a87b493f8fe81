# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='published by a proxy in user space'
without=udp

path_begin() {
	box_create
	compile proxy
	nsenter "--net=$(place_net box)" "$dir/proxy" 8080 172.17.0.2 7000 >"$dir/listening" &
	disown
	wait_for 20 grep -q listening "$dir/listening"
	ends=("$(place_net a)" 7000 "$(place_net client)" 198.51.100.1 8080)
}
