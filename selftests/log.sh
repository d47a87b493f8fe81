# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The kernel's log: a mark in it, and what is wrong since then. For run and for
# lib.sh; both want pipefail.

log_splats=${BASH_SOURCE[0]%/*}/splats

# log_mark MARK: put it into the log, for log_is_clean to look from there.
log_mark() {
	log_mark=$1
	echo "$1" 2>/dev/null >/dev/kmsg
}

# log_is_clean: there is no complaint since the mark; else prints what is wrong.
# A log that cannot be read, or has lost the mark, proves nothing.
log_is_clean() {
	local since status=0

	since=$(dmesg | awk -v mark="$log_mark" '
		index($0, mark) { seen = 1; next }
		seen
		END             { exit !seen }') || {
		echo "the kernel's log has no \"$log_mark\""
		return 1
	}
	grep -Ef "$log_splats" <<<"$since" || status=$?
	(( status == 1 ))
}
