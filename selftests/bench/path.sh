# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2030,SC2031,SC2317 # set by measure; used by paths;
# a path is a process of its own, ended by trap
# Measuring one path. A path is a file of paths/: it sets $title, and path_begin sets up
# what it needs and $ends, the last arguments of rr. It may leave out modes (without), end
# itself where something is not to be had (missing), and remove what is not in a place
# of box.sh (path_end), and check that it knows as many flows as it was sent (path_warmed).

# Without anything else of its own to remove.
path_end() {
	:
}

# path_warmed COUNT
path_warmed() {
	:
}

# What measures, by way of a path's name, title, a mode and $ends
meter=measure

# run_path NAME [COUNT [WHAT]]: alone: what a path sets is not seen by the next one. With COUNT
# there are as many published ports, the path's own among them, or of WHAT the title is to tell.
run_path() {
	alone path_run "$@"
}

path_run() {
	path=$1${2:+-$2} ports=${2:-1} without='' lacks=0
	[[ -e $bench/paths/$1.sh ]] || { echo "no such path: $1" >&2; exit 2; }
	note "path $path"
	# shellcheck source=/dev/null
	. "$bench/paths/$1.sh"
	title+=${2:+, $2 ${3:-published}}
	trap path_over EXIT
	path_begin
	for mode in $modes; do
		[[ " $without " == *" $mode "* ]] || "$meter" "$path" "$title" "$mode" "${ends[@]}"
	done
}

path_over() {
	local status=$?

	trap - EXIT ERR
	set +e
	(( ! status )) || record_missing "$path" "${title:-$path}" failed
	# What stays as it was made would be part of the paths behind it.
	if ! path_end >/dev/null 2>"$dir/end" && (( ! status && ! lacks )); then
		cat "$dir/end" >&2
		record_missing "$path" "$title" 'could not be undone'
		status=1
	fi
	places_remove >/dev/null 2>&1
	exit "$status"
}

# missing REASON: ends a path which there is not on this machine
missing() {
	note "$path: $1"
	record_missing "$path" "$title" "$1"
	lacks=1
	exit 0
}
