#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The root of a later Debian with the headers of the newest kernel that it has, and what they
# build modules with, which does not run here; once, into the cache. As root. When it has been
# removed, the next call looks for a newer kernel.
#
# usage: newest.sh                  make it if needed; print its folder
#        newest.sh --in COMMAND...  run COMMAND in it, where this tree is, too

set -euo pipefail
# shellcheck source=selftests/vm/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"
# shellcheck source=selftests/vm/debian.sh
. "$vm/debian.sh"

suite=trixie
packages=(ca-certificates gcc libc6-dev make)
root=$cache/newest-$suite

make_root() {
	[[ ! -e $root/.complete ]] || return 0
	(( EUID == 0 )) || die "as root, once: $vm/newest.sh"
	"$vm/packages.sh"
	"$vm/packages.sh" --list "$vm/newest.packages"
	rm -rf "$root"
	logged "$cache/newest.log" "making a root of Debian $suite" debootstrap --variant=minbase \
		--include="$(IFS=,; echo "${packages[*]}")" "$suite" "$root"
	logged "$cache/newest.log" "installing headers of its newest kernel" install_headers
	touch "$root/.complete"
}

# Backports are where the root itself has come from. Outside, apt asks the root's lists by this
# configuration of its own. Links each step to the next: errexit does not work in here.
install_headers() {
	local release

	sed -n "s/ $suite / $suite-backports /p" "$root/etc/apt/sources.list" \
		>"$root/etc/apt/sources.list.d/backports.list" &&
		chroot "$root" apt-get -q update &&
		echo "Dir \"$root\";" >"$root/apt.conf" &&
		release=$(APT_CONFIG=$root/apt.conf debian_newest '[0-9]*') &&
		DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get -q -y \
			install --no-install-recommends "linux-headers-$release"
}

# Its mounts end with the command.
# shellcheck disable=SC2016 # for the shell in there
run_in() {
	exec unshare -m sh -euc '
		root=$1 tree=$2
		shift 2
		mount --rbind /dev "$root/dev"
		mount -t proc proc "$root/proc"
		mount -t tmpfs tmp "$root/tmp"
		mkdir -p "$root/$tree"
		mount --bind "$tree" "$root/$tree"
		exec chroot "$root" "$@"' - "$root" "$tree" "$@"
}

locked "$cache/.newest.lock" make_root
case ${1-} in
'')   echo "$root" ;;
--in) run_in "${@:2}" ;;
*)    die "no such option: $1" ;;
esac
