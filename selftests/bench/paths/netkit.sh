# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # for groups/paths.sh; set by ctrnet.sh
# What netkit is without options: one end passes IP packets to the other, and
# there is no program. The ip of Debian 12 does not know its options, nor needs to.
title='netkit pair, L3, no program'

path_begin() {
	place here there
	device here eth0 type netkit
	ip -n "here-$tag" link set nk0 netns "there-$tag"
	raise here eth0 198.51.100.1/24
	raise there nk0 198.51.100.2/24
	ends=("$(place_net there)" 7000 "$(place_net here)" 198.51.100.2 7000)
}
