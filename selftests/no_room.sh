#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# No room left for the tool's files, or none of them to be written: what would change one
# is refused, with nothing half done, and what makes room works.

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires mount

web=web-$tag
db=db-$tag
new=new-$tag
other=other-$tag
third=third-$tag

refused_commands=(
	"125 run -d --name $new -p $((port + 1)):80 -- sleep infinity"
	"125 run --rm --name $new -p $((port + 1)):80 -- true"
	"125 create --name $new -- true"
	"1 publish $web $((port + 2)):81"
	"1 unpublish $web 80"
	"1 link $web $db:peer"
	"1 rename $web $new"
	"1 network create $third"
	"1 network connect $other $web"
	"1 network disconnect bridge $db"
	"1 network set --icc off bridge"
)
plan $((2 * ${#refused_commands[@]} + 10))

start "$web" -p "$port:80" -- sleep infinity
start "$db" -- sleep infinity
network_create "$other"

# What everybody sees: the tool's files, those of the containers, and what the kernel has.
# Not where the next search for a port begins.
state() {
	find /run/ctrnet/containers /run/ctrnet/networks -type f | sort | xargs -d '\n' sha256sum
	ctrnetctl ps -a --json | jq -c '.[] | [.Names, .State, .Ports]'
	ctrnetctl network inspect bridge "$other"
	genl "dump endpoint-get" "dump publish-get" "dump link-get"
	ctrnetctl doctor
}

# all_refused WHY WHAT: the commands, each with one line that says so
all_refused() {
	local before command status output

	before=$(state)
	for command in "${refused_commands[@]}"; do
		status=0
		# shellcheck disable=SC2086 # words
		output=$(ctrnetctl ${command#* } 2>&1) || status=$?
		like "$2: ${command#* } is refused in one line" \
			"^${command%% *} Error: cannot [^"$'\n'"]*: $1\$" "$status ${output//-$tag/}"
	done
	is "$2: nothing has changed" "$before" "$(state)"
}

fill() {
	mount -o "remount,size=$(du -sk /run/ctrnet | cut -f 1)k" /run/ctrnet
	! cat /dev/zero >/run/ctrnet/filler 2>/dev/null
}

fill
all_refused "No space left on device" "no room"
succeeds "no room: ps" ctrnetctl ps
succeeds "no room: exec" ctrnetctl exec "$web" true
succeeds "no room: stop" ctrnetctl stop -t 0 "$db"
succeeds "no room: rm makes some" ctrnetctl rm "$db"
rm /run/ctrnet/filler
mount -o remount,size=64m /run/ctrnet
start "$db" -- sleep infinity

mount --bind /run/ctrnet /run/ctrnet
mount -o remount,bind,ro /run/ctrnet
at_exit umount /run/ctrnet
refused_commands+=("1 rm -f $db")
all_refused "Read-only file system" "read-only"
succeeds "read-only: ps" ctrnetctl ps
succeeds "read-only: exec" ctrnetctl exec "$web" true
umount /run/ctrnet
succeeds "afterwards all can be written again" ctrnetctl rename "$db" "$new"
