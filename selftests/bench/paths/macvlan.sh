# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
title='macvlan, bridge mode'

path_begin() {
	place below here there
	device below below type dummy
	raise below below
	macvlan here 198.51.100.1/24
	macvlan there 198.51.100.2/24
	ends=("$(place_net there)" 7000 "$(place_net here)" 198.51.100.2 7000)
}

# macvlan PLACE ADDRESS/LENGTH
macvlan() {
	device below eth0 link below netns "$1-$tag" type macvlan mode bridge
	raise "$1" eth0 "$2"
}
