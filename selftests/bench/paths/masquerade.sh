# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='ctrnet: masqueraded'

path_begin() {
	ends=("$outside_net" 7000 "$client_net" "$outside_address" 7000)
}
