# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='veth pair'

path_begin() {
	place here there
	wire here eth0 198.51.100.1/24 there eth0 198.51.100.2/24
	ends=("$(place_net there)" 7000 "$(place_net here)" 198.51.100.2 7000)
}
