# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure; used by path.sh
# What a round costs on each path, one after the other in the same boot.

# What adds rules, tables and modules comes late; loopback once more at the end, to
# tell whether that matters to anybody else.
all_paths='loopback veth netkit macvlan bridge routed containers links
	published published-host published-loopback published-peer masquerade
	proxy ipvs nft-map flowtable docker-published docker-masquerade docker-bridge
	loopback-again'

group_paths() {
	local path chosen=${paths:-$all_paths}

	ctrnet_begin
	for path in $chosen; do
		run_path "$path"
	done
}
