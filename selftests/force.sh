#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A script which changes the host itself is run in a guest, or where it is forced.

. "${BASH_SOURCE[0]%/*}/lib.sh"
[[ -x $here/run ]] || skip_all "needs run, which a kernel tree has not"
requires make unshare
plan 4

# elsewhere COMMAND...: as on a machine which is no guest
elsewhere() {
	unshare -m sh -c 'mount -t tmpfs none /run/vm 2>/dev/null; exec "$@"' - "$@"
}

scratch
script=$(realpath --relative-to="$here" "$dir")/any.sh
# changing LINE: a script which has this line in its head
changing() {
	printf '%s\n' "#!/bin/sh" "# $1" "echo 'TAP version 13'" "echo 1..1" "echo 'ok 1 - any'" >"$dir/any.sh"
	chmod 755 "$dir/any.sh"
}

changing "Changes the host: it does not."
refused "one which says that it changes the host" 1 \
	"run: $script: what this machine itself has would be changed: use a virtual machine (make check), or --force (run_tests FORCE=1)" \
	elsewhere "$here/run" "$script"
is "is run where that is wanted" "1 passed, 0 failed, 0 skipped" \
	"$(elsewhere "$here/run" --force "$script" | tail -n 1)"
changing "The host stays as it is."
is "one which does not is run anyway" "1 passed, 0 failed, 0 skipped" \
	"$(elsewhere "$here/run" "$script" | tail -n 1)"
like "not all of them" '^run: .*ipsec.sh .*: what this machine itself has would be changed: ' \
	"$(elsewhere make -s -C "$here" run_tests FORCE= 2>&1 || true)"
