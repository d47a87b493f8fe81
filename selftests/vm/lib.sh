# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the scripts of this folder share: where things are, messages, locks.

# shellcheck disable=SC2034 # used by those who source this file
vm=$(cd "${BASH_SOURCE[0]%/*}" && pwd -P)
# shellcheck disable=SC2034
tree=${vm%/selftests/vm}
cache=${CTRNET_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/ctrnet}

say() {
	printf '# %s\n' "$*" >&2
}

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit "${die_status:-1}"
}

# locked FILE COMMAND...: run COMMAND while no one else holds FILE.
locked() {
	local file=$1
	shift
	mkdir -p "${file%/*}"
	(
		flock 9
		"$@"
	) 9>"$file"
}

# logged FILE WHAT COMMAND...: run COMMAND with its output in FILE. A line on
# stderr tells that it runs; its last lines are shown if it fails.
logged() {
	local file=$1 what=$2 start=$SECONDS
	shift 2
	mkdir -p "${file%/*}"
	say "$what ..."
	if "$@" >"$file" 2>&1 </dev/null; then
		say "$what: done in $((SECONDS - start)) s"
		return 0
	fi
	tail -n 30 "$file" >&2
	say "$what: failed, the whole log is $file"
	return 1
}
