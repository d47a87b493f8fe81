# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='ctrnet: published, client outside'

path_begin() {
	ends=("$server_net" 7000 "$outside_net" "$uplink_address" "$published")
}
