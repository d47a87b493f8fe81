# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='published by IPVS, NAT'

path_begin() {
	needs_program ipvsadm
	needs_module ip_vs ip_vs_rr
	box_create
	for protocol in -t -u; do
		in_place box ipvsadm -A "$protocol" 198.51.100.1:8080 -s rr
		in_place box ipvsadm -a "$protocol" 198.51.100.1:8080 -r 172.17.0.2:7000 -m
	done
	ends=("$(place_net a)" 7000 "$(place_net client)" 198.51.100.1 8080)
}
