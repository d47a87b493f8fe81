#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A root of Debian which the tests need, once, into the cache. As root.
#
# usage: tree.sh [podman|servers]        make it if needed; print its folder
#
# podman:  of a later Debian, whose podman is of another age (default)
# servers: small, with a web server and a database, to be an image

set -euo pipefail
# shellcheck source=selftests/vm/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

kind=${1:-podman}
case $kind in
podman)
	suite=trixie
	# And what the plugin is linked with, and the tests call.
	packages=(podman netavark crun libnl-3-200 libnl-genl-3-200 libnl-route-3-200 libjansson4
		libcap-ng0)
	;;
servers)
	suite=bookworm
	packages=(nginx-light redis-server)
	;;
*)
	sed -n 's/^# usage/usage/p' "$0" >&2
	exit 2
	;;
esac

tree=$cache/$kind-$suite
# Half a tree is none.
make_tree() {
	[[ -e $tree/.complete ]] && return
	rm -rf "$tree"
	logged "$cache/tree.log" "making a root of Debian $suite with $kind" \
		debootstrap --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" "$suite" "$tree"
	[[ $kind != servers ]] || slim
	touch "$tree/.complete"
}
# What an image has no use for.
slim() {
	rm -rf "$tree"/{debootstrap,var/{cache,lib}/apt,usr/share/{doc,info,locale,man}}
}
locked "$cache/.tree.lock" make_tree
echo "$tree"
