# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='ctrnet: published, client on the host, by 127.0.0.1'

path_begin() {
	ends=("$server_net" 7000 "$host_net" 127.0.0.1 "$published")
}
