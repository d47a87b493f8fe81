#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Many containers at once: each has an address and a port of its own, is listed,
# is linked to the one before it, and stays so when all are restarted in any
# order. What one more costs is measured by bench/scale.sh.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires shuf
plan 12

count=30
mapfile -t names < <(seq -f "c%g-$tag" "$count")
at_exit ctrnetctl rm -f "${names[@]}"
scratch

# The names of all of them, as ps lists them
listed() {
	ctrnetctl ps --format '{{.Names}}' | grep -e "-$tag\$" || true
}
each() {
	ctrnetctl inspect -f "{{$1}}" "${names[@]}" | sort -u
}
# Every one after the first has the address of the one before it.
hosts_right() {
	local own hosts before=''

	while read -r own hosts; do
		[[ -z $before ]] || grep -q "^${before}[[:blank:]]before " "$hosts" || return
		before=$own
	done < <(ctrnetctl inspect -f '{{.NetworkSettings.IPAddress}} {{.HostsPath}}' "${names[@]}")
	[[ -n $before ]]
}

for name in "${names[@]}"; do
	ctrnetctl run -d --name "$name" -P --expose 80 -- sleep inf >>"$dir/ids" || break
done
is "$count are started" "$count" "$(wc -l <"$dir/ids")"
is "and listed, the newest first" "$(printf '%s\n' "${names[@]}" | tac | xargs)" "$(listed | xargs)"
is "each has an address of its own" "$count" "$(each .NetworkSettings.IPAddress | wc -l)"
is "and a port" "$count" "$(each '(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort' | wc -l)"

for (( i = 1; i < count; i++ )); do
	ctrnetctl link "${names[i]}" "${names[i - 1]}:before" || break
done
is "all are linked in a chain" "$count" "$i"
succeeds "and know each other's address" hosts_right

shuf -e "${names[@]}" | xargs ctrnetctl restart -t 0 >"$dir/restarted"
is "all are restarted in random order" "$count" "$(wc -l <"$dir/restarted")"
succeeds "and still know each other's address" hosts_right
is "each has an address of its own again" "$count" "$(each .NetworkSettings.IPAddress | wc -l)"

shuf -e "${names[@]}" | xargs ctrnetctl rm -f >"$dir/removed"
is "all are removed" "$count " "$(wc -l <"$dir/removed") $(listed)"
# By name, or by id
is "nothing is left of them" "" "$(find /run/ctrnet | grep -F -e "-$tag" -f "$dir/ids" || true)"
succeeds "the kernel has no complaint" log_is_clean
