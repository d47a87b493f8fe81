#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Installs what is missing of the packages in FILE, or without one of those in the lists
# beside this script, and headers of these kernels, if any. As root; for anyone else it
# tells what to install.
#
# usage: packages.sh [--list FILE] [SERIES...]

set -euo pipefail
# shellcheck source=selftests/vm/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"
# shellcheck source=selftests/vm/debian.sh
. "$vm/debian.sh"

policy=/usr/sbin/policy-rc.d
services=(nginx redis-server)
fresh=

installed() {
	[[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

available() {
	apt-get -qq download --print-uris "$@" >/dev/null 2>&1
}

refresh() {
	[[ -z $fresh ]] || return
	fresh=1
	logged "$cache/apt-update.log" "updating the package lists" apt-get -q update
}

# Headers need a package name that exists, and that may need fresh lists.
missing_headers() {
	local series release

	for series in "$@"; do
		debian_headers "$series" >/dev/null && continue
		release=$(debian_newest "$series") || {
			may_install && refresh >&2
			release=$(debian_newest "$series") || no_kernel "$series"
		}
		echo "linux-headers-$release"
	done
}

# no_kernel SERIES: the lists of packages which others than root see may be old.
no_kernel() {
	local why="tests and demo want Debian 12 with its security updates, see README.md"

	may_install || why="do this as root, or 'apt-get update' before"
	# shellcheck source=/dev/null
	die "$(. /etc/os-release && echo "$PRETTY_NAME") has no package of headers and image of a $1 kernel: $why"
}

missing_listed() {
	local name

	while read -r name; do
		[[ -z $name || $name == '#'* ]] || installed "$name" || echo "$name"
	done < <(cat "${lists[@]}")
}

may_install() {
	(( EUID == 0 ))
}

# The daemons are for the tests, which start them by themselves: here they are
# neither started by their packages, nor left to be started at the next boot.
install() {
	local made='' name status=0
	local -a stop=()

	for name in "${services[@]}"; do
		installed "$name" || stop+=("$name")
	done
	if [[ ! -e $policy ]]; then
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod +x "$policy"
		made=1
		trap 'rm -f "$policy"' EXIT
	fi
	apt-get -q -y -o DPkg::Lock::Timeout=900 -o Dpkg::Use-Pty=0 \
		install --no-install-recommends "$@" || status=$?
	for name in "${stop[@]}"; do
		installed "$name" && disable "$name"
	done
	[[ -z $made ]] || rm -f "$policy"
	return "$status"
}

disable() {
	if command -v systemctl >/dev/null; then
		systemctl --quiet disable "$1" || true
	else
		update-rc.d "$1" disable || true
	fi
}

lists=("$vm/packages" "$vm/programs")
if [[ ${1:-} == --list ]]; then
	lists=("$2")
	shift 2
fi
mapfile -t missing < <(missing_listed; missing_headers "$@")
wait $! || exit
(( ${#missing[@]} )) || exit 0
may_install || die "please install: ${missing[*]}"

export DEBIAN_FRONTEND=noninteractive
available "${missing[@]}" || refresh
what="installing ${#missing[@]} packages"
logged "$cache/apt-install.log" "$what" install "${missing[@]}" || {
	[[ -z $fresh ]] || exit 1
	refresh
	logged "$cache/apt-install.log" "$what" install "${missing[@]}"
}
