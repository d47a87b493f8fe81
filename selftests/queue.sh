#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Packets which a rule has had wait for a program's verdict before they came to the module: they
# go on from a system call. On kernels which check locks, more than the answers is looked at.
#
#   outside ---- uplink, queue ---- host ---- network --- server

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires nft python3 socat
plan 4

server=server-$tag queue=$((0x$tag & 0xffff))
outside_create
start_reporter "$server" -p "$port:80" -p "$port:80/udp"
scratch

# Of the same priority as the module's hook, and younger: asked before it.
at_exit nft delete table ip "ctrnet-$tag"
nft -f - <<-END 2>"$dir/error" || skip_all "needs a kernel with nft's queue: $(<"$dir/error")"
	table ip ctrnet-$tag {
		chain before {
			type filter hook prerouting priority -2147483648
			iifname "$uplink" queue num $queue
		}
	}
END
collect "$dir/packets" host "$here/queue.py" "$queue"
wait_for 20 grep -q ready "$dir/packets"

is "TCP and UDP are answered" "$outside_address $outside_address" \
	"$(ask outside tcp "$uplink_address" "$port" udp "$uplink_address" "$port" | xargs)"
# shellcheck disable=SC2016 # for the inner shell
is "fragments, too" "$outside_address" "$(at outside bash -c '
	exec 3<>"/dev/udp/$0/$1" && printf "%4000s" hello >&3 && timeout 15 head -n 1 <&3' \
	"$uplink_address" "$port")"
# shellcheck disable=SC2016 # for the inner shell
between "and many segments" 3900000 4000000 "$(at outside bash -c '
	head -c 4000000 /dev/zero | socat -t 60 - "TCP:$0:$1" | tail -n +2 | wc -c' \
	"$uplink_address" "$port")"
between "all by way of the queue" 20 1000000 "$(grep -c packet "$dir/packets")"
