# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='ctrnet: the same by a link, one of 1,000'

path_begin() {
	ctrnetctl network set --icc off "$network"
	crowd_create "$(device_of "$network")" 33
	at_least "$(crowd_links 999 | genl | grep -c '"link"')" 999 links
	ends=("$server_net" 7000 "$client_net" "$server_address" 7000)
}

path_end() {
	crowd_delete
	ctrnetctl network set --icc on "$network"
}
