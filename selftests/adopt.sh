#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Processes which something else has started, on a network.
# Sets: sanitized
#
#   host                          netns of an adopted process, or named netns
#   ctr0 ----- ctrnet_ep ------ eth0 (eth1 if it has an eth0)

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires unshare nsenter
plan 49

foster=foster-$tag
named=named-$tag
web=web-$tag
at_exit ctrnetctl rm -f "$foster" "$named"

# adoptable NAME COMMAND...: in a namespace of its own, as anybody can make it;
# its process is in the variable of that name
adoptable() {
	unshare -n "${@:2}" </dev/null >/dev/null 2>&1 &
	printf -v "$1" %s $!
	at_exit kill -KILL $!
	wait_for 20 eval "[[ \$(readlink /proc/$!/ns/net) != \$(readlink /proc/self/ns/net) ]]"
}
inside() {
	nsenter -t "$process" -n "$@"
}
exists() {
	ctrnetctl inspect "$1" >/dev/null 2>&1
}
gone() {
	! exists "$1"
}
devices() {
	"$@" ip -j link show | jq -r 'map(.ifname) | join(" ")'
}

adoptable process python3 -c "$reporter" 80
like "adopt --pid prints an id" '^[0-9a-f]{64}$' \
	"$(ctrnetctl adopt "$foster" --pid "$process" -p "$port:80" --expose 81)"
is "it has a device" "lo eth0" "$(devices inside)"
is "with its address" "$(address "$foster")" \
	"$(inside ip -j -4 address show dev eth0 | jq -r '.[0].addr_info[0].local')"
is "it is shown" "running adopted 0.0.0.0:$port->80/tcp, 81/tcp" \
	"$(ctrnetctl ps --json "$foster" | jq -r '.[0] | "\(.State) \(.Image) \(.Ports)"' | sed 's/, \[::\][^,]*//')"
is "with its process" "$process" "$(pid "$foster")"
wait_for 20 is_listening "$foster" tcp 80
is "the host reaches it at its port" "$(gateway "$foster")" "$(ask host tcp 127.0.0.1 "$port")"
is "exec goes into it" "$(readlink "/proc/$process/ns/net")" "$(at "$foster" readlink /proc/self/ns/net)"

# Of one which may make nodes, and can open them: which device it is, its driver is not asked.
nodes=
adoptable nodes -m sh -c 'mount -t tmpfs tmpfs /dev && mknod /dev/null c 1 5 && exec sleep infinity'
at_exit ctrnetctl rm -f "nodes-$tag"
wait_for 20 test -c "/proc/$nodes/root/dev/null" -a ! -e "/proc/$nodes/root/dev/zero"
ctrnetctl adopt "nodes-$tag" --pid "$nodes" >/dev/null
# inotify(7): IN_OPEN
read -rd '' watch <<-'END' || true
	import ctypes, os, subprocess, sys
	libc = ctypes.CDLL(None)
	fd = libc.inotify_init1(os.O_NONBLOCK)
	if libc.inotify_add_watch(fd, sys.argv[1].encode(), 0x20) < 0:
	    sys.exit("no watch")
	print(subprocess.run(sys.argv[2:], capture_output=True, text=True).stderr.strip())
	try:
	    os.read(fd, 4096)
	    print("opened")
	except BlockingIOError:
	    pass
END
# opened_by_exec PATH: what exec says, and whether it has opened that
opened_by_exec() {
	python3 -c "$watch" "/proc/$nodes/root$1" ctrnetctl exec "nodes-$tag" true
}
is "exec does not open what is not /dev/null" \
	"Error: cannot open /dev/null of the container: Invalid argument" "$(opened_by_exec /dev/null)"
nsenter -t "$nodes" -m sh -c 'rm /dev/null; mknod /dev/null c 1 3; mknod /dev/full c 1 7
	mount --bind /dev/full /etc/passwd'
is "nor a device for /etc/passwd" "" "$(opened_by_exec /etc/passwd)"

# By name, as any other.
start "$web" --link "$foster:app" -- sleep infinity
is "a link leads there" "$(address "$web")" "$(ask "$web" tcp app 80)"
is "with its ports as variables" "tcp://$(address "$foster"):80" \
	"$(xargs -0 -n 1 </proc/"$(pid "$web")"/environ | sed -n 's/^APP_PORT=//p')"
is "publish" "81/tcp -> 0.0.0.0:$((port + 1))" "$(ctrnetctl publish "$foster" "0.0.0.0:$((port + 1)):81")"
ctrnetctl unpublish "$foster" 81 >/dev/null
is "rename" "/$foster-2" "$(ctrnetctl rename "$foster" "$foster-2" && field "$foster-2" .Name)"
ctrnetctl rename "$foster-2" "$foster"
network_create "net-$tag"
ctrnetctl network connect "net-$tag" "$foster"
is "network connect" "lo eth0 eth1" "$(devices inside)"
ctrnetctl network disconnect "net-$tag" "$foster"
is "network disconnect" "lo eth0" "$(devices inside)"

# The device gets another name, and another device its name.
swap_devices() {
	inside ip link set eth1 down
	inside ip link set eth1 name swapped
	inside ip link add eth1 type dummy
}
delete_device() {
	inside ip link delete eth1
}
ctrnetctl network connect "net-$tag" "$foster"
swap_devices
ctrnetctl network disconnect "net-$tag" "$foster"
is "whatever the device is called by now" "lo eth0 eth1" "$(devices inside)"
delete_device
ctrnetctl network connect "net-$tag" "$foster"
delete_device
succeeds "and if it is gone already" ctrnetctl network disconnect "net-$tag" "$foster"

another=
adoptable another sleep infinity
at_exit ctrnetctl rm -f "another-$tag"
succeeds "onto a network which users have made" \
	ctrnetctl adopt "another-$tag" --pid "$another" --network "net-$tag"
is "rm -f lets it go, and waits for nobody" "another-$tag" \
	"$(timeout 60 ctrnetctl rm -f "another-$tag")"

endless=
scratch
adoptable endless "$here/endless.py" "$dir/endless"
at_exit ctrnetctl rm -f "endless-$tag"
wait_for 60 test -e "$dir/endless"
succeeds "a process whose command line has no end" \
	timeout -s KILL "$((60 * slow))" ctrnetctl adopt "endless-$tag" --pid "$endless"

odd=
adoptable odd bash -c "exec -a \$'odd\\xff\\033' sleep infinity"
at_exit ctrnetctl rm -f "odd-$tag"
wait_for 20 grep -q odd "/proc/$odd/cmdline"
is "one whose name is no text" "odd??" \
	"$(ctrnetctl adopt "odd-$tag" --pid "$odd" >/dev/null && field "odd-$tag" .Path)"

# Who is root in there is nobody out here, and would be asked what sh is.
users=
adoptable users unshare -Urm sleep infinity
at_exit ctrnetctl rm -f "users-$tag"
wait_for 20 eval "[[ \$(readlink /proc/$users/ns/user) != \$(readlink /proc/self/ns/user) ]]"
ctrnetctl adopt "users-$tag" --pid "$users" >/dev/null
refused "exec goes into no user namespace" 1 \
	"Error: container users-$tag has a user namespace of its own, which exec does not enter: use the exec of its engine, or 'nsenter -t $users -a COMMAND'" \
	ctrnetctl exec "users-$tag" true

# Its processes are not the tool's.
for verb in stop restart kill; do
	refused "$verb is refused" 1 \
		"Error: cannot ${verb/restart/stop} container $foster: it was adopted, and its processes are not ctrnetctl's" \
		ctrnetctl "$verb" "$foster"
done
refused "wait, too" 1 \
	"Error: cannot wait for container $foster: it was adopted, and its processes are not ctrnetctl's" \
	ctrnetctl wait "$foster"
refused "it cannot be adopted twice" 1 \
	"Error: cannot adopt process $process: that is the network namespace of container $foster" \
	ctrnetctl adopt "$foster-2" --pid "$process"
is "rm lets it go" "$foster" "$(ctrnetctl rm "$foster")"
is "it lives" yes "$(kill -0 "$process" && echo yes)"
is "without the device" lo "$(devices inside)"
is "and the port is free" refused "$(ask host tcp 127.0.0.1 "$port")"

# It lets go when the namespace goes.
ctrnetctl adopt "$foster" --pid "$process" -p "$port:80" >/dev/null
kill -KILL "$process"
eventually "it is gone with its namespace" 20 gone "$foster"
succeeds "so is its name" sh -c "ctrnetctl run --name $foster --network none true && ctrnetctl rm $foster"
eventually "and its port" 20 can_listen "$port"

# A namespace without a name, which a process has open that is in another one.
far=far-$tag
ip netns add "$far"
ctrnetctl adopt "$far" --netns "/run/netns/$far" -p "$port:80" >/dev/null
exec {held}<"/run/netns/$far"
ip netns delete "$far"
succeeds "rm -f of what is out of reach" ctrnetctl rm -f "$far"
succeeds "frees its port" can_listen "$port"
exec {held}<&-

# The tool is killed after it has made the endpoint: the next command unmakes it.
adoptable process sleep infinity
id=$(ctrnetctl adopt "$foster" --pid "$process")
file=/run/ctrnet/containers/$id/config.json
jq '.state = 0' "$file" >"$file.new" && mv "$file.new" "$file"
refused "half an adoption is no container" 1 "Error: No such container: $foster" \
	ctrnetctl ps -aq "$foster"
is "nor an endpoint" lo "$(devices inside)"
kill -KILL "$process"

# A named namespace, which has a device and a route of its own.
ip netns add "$named"
at_exit ip netns delete "$named"
ip -n "$named" link add eth0 type dummy
ip -n "$named" address add 192.0.2.2/24 dev eth0
ip -n "$named" link set eth0 up
ip -n "$named" route add default via 192.0.2.1
inside() {
	ip netns exec "$named" "$@"
}
ctrnetctl adopt "$named" --netns "/run/netns/$named" --ip "$(gateway "$web" | sed 's/\.[0-9]*$/.200/')" >/dev/null
is "adopt --netns: the next free device" "lo eth0 eth1" "$(devices inside)"
is "--ip" "$(gateway "$web" | sed 's/\.[0-9]*$/.200/')" "$(address "$named")"
is "its own default route stays" 192.0.2.1 "$(inside ip -j route show default | jq -r '.[0].gateway')"
succeeds "it is reached" at "$web" ping -c 1 -W 5 "$(address "$named")"
refused "without a process exec has nothing to join" 1 \
	"Error: container $named was adopted without a process: use nsenter to run something in it" \
	ctrnetctl exec "$named" true
ip netns delete "$named"
eventually "it is gone with its name" 20 gone "$named"

# What cannot be adopted.
while IFS='|' read -r options message; do
	# shellcheck disable=SC2086 # words
	refused "adopt $options" 1 "Error: $message" ctrnetctl adopt "$named" $options
done <<-END
	--pid 1|cannot adopt process 1: that is the host's own network namespace: a container needs another
	--pid x|'x' is no process id
	--netns /none-$tag|cannot open /none-$tag: No such file or directory
	--netns /etc/hosts|cannot adopt /etc/hosts: that is no network namespace
	--netns /proc/1/ns/mnt|cannot adopt /proc/1/ns/mnt: that is no network namespace
END
