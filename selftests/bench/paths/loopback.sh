# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='loopback, in one namespace'

path_begin() {
	place alone
	ends=("$(place_net alone)" 7000 "$(place_net alone)" 127.0.0.1 7000)
}
