#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The root of a later Debian, whose podman is of another age, once, into the cache. As root.
#
# usage: tree.sh        make it if needed; print its folder

set -euo pipefail
# shellcheck source=selftests/vm/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

suite=trixie
# And what the plugin is linked with, and the tests call.
packages=(podman netavark crun libnl-3-200 libnl-genl-3-200 libnl-route-3-200 libjansson4 libcap-ng0)

tree=$cache/podman-$suite
# Half a tree is none.
make_tree() {
	[[ -e $tree/.complete ]] && return
	rm -rf "$tree"
	logged "$cache/tree.log" "making a root of Debian $suite with podman" \
		debootstrap --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" "$suite" "$tree"
	touch "$tree/.complete"
}
locked "$cache/.tree.lock" make_tree
echo "$tree"
