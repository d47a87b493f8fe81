#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# More ports than one request takes are published by several, all or none, and who is killed
# while a request makes their sockets has none of them.
#
#   host ---- network "bridge" ---- one, two

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
plan 7

one=one-$tag two=two-$tag
start "$one" -- sleep infinity
start "$two" -p 127.0.3.17:20500:80/udp -- sleep infinity

# ranges N: of 1,024 ports, each on an address of its own
ranges() {
	local i

	for (( i = 1; i <= $1; i++ )); do
		echo "127.0.3.$i:20000-21023:20000-21023/udp"
	done
}
# sockets of UDP
held() {
	awk '$1 == "UDP:" { print $3 }' /proc/net/sockstat
}

before=$(held)
mapfile -t specs < <(ranges 17)
refused "17 ranges, the last of which is another's" 1 \
	"Error: Bind for 127.0.3.17:20500 failed: port is already allocated (by container $two)" \
	ctrnetctl publish "$one" "${specs[@]}"
is "then none is published" "" "$(ctrnetctl port "$one")"
is "nor held" "$before" "$(held)"
ctrnetctl unpublish "$two" 80/udp
ctrnetctl publish "$one" "${specs[@]}" >/dev/null
is "without that all are" $((before - 1 + 17 * 1024)) "$(held)"
ctrnetctl rm -f "$one" >/dev/null
is "until the container goes" $((before - 1)) "$(held)"

network6=$(</sys/class/net/"$(device_of bridge)"/ifindex)
is "who is killed meanwhile has nothing published, and holds nothing" "0 $(held)" \
	"$("$here/killed_publish.py" "$(endpoint "$two")") $(held)"
succeeds "the kernel did not complain" log_is_clean
