#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A root folder does not lead out of itself, whatever is in it; and what a
# container sees of the kernel.
# Sets: sanitized

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires busybox
plan 35

root=/var/tmp/root-$tag
outside_folder=/var/tmp/outside-$tag
root_create "$root"
at_exit rm -rf "$outside_folder"
mkdir "$outside_folder"
echo untouched >"$outside_folder/hosts"

run() {
	ctrnetctl run --rm --network none --rootfs "$root" "$@" 2>&1 || true
}
left_outside() {
	echo "$(<"$outside_folder/hosts") $(find "$outside_folder" -mindepth 1 | wc -l)"
}

is "the root is the folder" "bin dev etc proc sys" "$(run ls / | xargs)"
is "nothing stays mounted on it" "" "$(grep "$root" /proc/self/mounts || true)"

# Links out of the root, for everything that is put there.
rm -rf "${root:?}"/{dev,proc,sys,etc/hosts,etc/hostname,etc/resolv.conf}
ln -s "$outside_folder/hosts" "$root/etc/hosts"
ln -s ../../../../../../../.."$outside_folder/hostname" "$root/etc/hostname"
ln -s "$outside_folder/dev" "$root/dev"
ln -s "/../../..$outside_folder/proc" "$root/proc"
ln -s "../../../../..$outside_folder/sys" "$root/sys"
ln -s "$outside_folder" "$root/data"
at_exit rm -rf "$root"
output=$(run -v "$root:/data/volume" -w /data/work ls) || true
is "links lead nowhere outside" "untouched 1" "$(left_outside)"
is "but to the same place inside" yes \
	"$([[ -d $root$outside_folder/volume ]] && echo yes || echo no)"
like "and the container runs" localhost "$(run cat /etc/hosts)"
is "with the kernel's files there" 1 \
	"$(run sh -c 'cd /proc/self && test -e status && echo 1')"

ln -s "/proc/1/root$outside_folder/hosts" "$root/etc/resolv.conf.link"
mv -f "$root/etc/resolv.conf.link" "$root/etc/resolv.conf"
like "a link by way of a process is refused" \
	"^Error: cannot create /etc/resolv.conf for the container: Too many" "$(run true)"
rm "$root/etc/resolv.conf"

# Links in circles, and things of other kinds.
rm "$root/etc/hosts" "$root/etc/hostname"
ln -s hosts "$root/etc/hosts"
like "a link to itself is refused" "^Error: cannot create /etc/hosts for the container: Too many" \
	"$(run true)"
rm "$root/etc/hosts"
# hosts_line: the first one which the container sees
at_exit ctrnetctl rm -f "line-$tag"
hosts_line() {
	timeout -s KILL "$((60 * slow))" ctrnetctl run --rm --name "line-$tag" --network none \
		--rootfs "$root" head -n 1 /etc/hosts 2>&1 | xargs || true
}
mkdir "$root/etc/hosts"
is "a folder for a file is refused, and named" \
	"Error: cannot mount /etc/hosts for the container: Is a directory; remove what is there in $root" \
	"$(run true)"
rmdir "$root/etc/hosts"
mkfifo "$root/etc/hosts"
is "a FIFO is not opened, but covered" "127.0.0.1 localhost" "$(hosts_line)"
rm "$root/etc/hosts"
truncate -s 1T "$root/etc/hosts"
is "a file without end, too" "127.0.0.1 localhost" "$(hosts_line)"
rm "$root/etc/hosts"
rm "$root/dev" && echo file >"$root/dev"
like "a file for a folder, too" "^Error: cannot mount /dev for the container: " "$(run true)"
rm "$root/dev"

# The folder itself is exchanged between create and start.
id=$(ctrnetctl create --network none --rootfs "$root" -- ls /)
at_exit ctrnetctl rm -f "$id"
mv "$root" "$root.moved"
ln -s / "$root"
refused "a link in place of the root" 125 \
	"Error: cannot enter $root for the container: Too many levels of symbolic links
Error: failed to start containers: $id" ctrnetctl start "$id"
rm "$root"
mv "$root.moved" "$root"
rm -rf "${root:?}"/{proc,sys,data,etc/hosts}

# The kernel's files.
is "devices" "console full null ptmx pts random shm tty urandom zero" \
	"$(run sh -c 'touch /dev/console; ls /dev' | grep -vE '^(fd|std.*|mqueue)$' | xargs)"
volume=/var/tmp/volume-$tag
at_exit rm -rf "$volume"
mkdir "$volume"
made_devices() {
	# shellcheck disable=SC2016 # for the inner shell
	run -v "$volume:/data" sh -c 'for folder in "" /dev /data; do
		mknod "$folder/full-$0" c 1 7 && (head -c 1 "$folder/full-$0") 2>&1; done' "$tag"
}
is "nodes which a container makes are of no device" "3 Permission denied" \
	"$(made_devices | grep -o 'Permission denied' | sort | uniq -c | xargs)"
is "those which it is given are" 4 "$(run sh -c 'head -c 4 /dev/zero | wc -c')"
is "no stream is the host's null device, which could be changed there" "" \
	"$(run sh -c 'stat -Lc %d:%i /proc/self/fd/0 /proc/self/fd/2' 2>/dev/null |
		grep -x "$(stat -c %d:%i /dev/null)" || true)"
is "/proc/sys cannot be written" no \
	"$(run sh -c '(echo 0 >/proc/sys/kernel/sysrq) 2>/dev/null && echo yes || echo no')"
is "nor /proc/sysrq-trigger" no \
	"$(run sh -c '(echo h >/proc/sysrq-trigger) 2>/dev/null && echo yes || echo no')"
is "nor /sys" "chmod: /sys/kernel: Read-only file system" "$(run chmod u+w /sys/kernel)"
# writable: files of the kernel's, not of a process, which can be opened to be written, but
# for those which ask who writes for a capability
writable() {
	# shellcheck disable=SC2016 # for the inner shell
	run sh -c 'find /proc/* -path "/proc/[0-9]*" -prune -o -type f -perm /222 -print |
		while read -r file; do { : >>"$file"; } 2>/dev/null && echo "$file"; done' |
		grep -vxE '/proc/(mtrr|pressure/.*)' || true
}
is "nor what asks for no capability, as /proc/dynamic_debug/control" "" "$(writable)"
is "/proc/timer_list is empty" 0 "$(run sh -c 'cat /proc/timer_list 2>/dev/null | wc -c')"
is "/proc/keys is empty" 0 "$(run sh -c 'cat /proc/keys 2>/dev/null | wc -c')"
is "/sys/firmware is empty" 0 "$(run sh -c 'ls /sys/firmware 2>/dev/null | wc -l')"
is "nothing can be mounted" "mount: permission denied (are you root?)" \
	"$(run mount -t tmpfs x /dev/shm)"

# What the caller has open, his keys, groups and signals stay out.
name=trap-$tag
start "$name" --network none --rootfs "$root" -- sleep 1000
out='Error: cannot start in "/proc/self/fd/9": Too many levels of symbolic links'
is "no way leads out by -w" "$out" "$(run -w /proc/self/fd/9 ls 9<"$outside_folder")"
is "nor by that of exec" "$out" \
	"$(ctrnetctl exec -w /proc/self/fd/9 "$name" ls 9<"$outside_folder" 2>&1 || true)"
# The last one is the list itself.
is "what is open is not inherited" "0 1 2 3" "$(run ls /proc/self/fd 9<"$outside_folder" | xargs)"
is "nor by exec" "0 1 2 3" "$(ctrnetctl exec "$name" ls /proc/self/fd 9<"$outside_folder" | xargs)"
read -rd '' caller <<-'END' || true
	import os, signal, sys
	os.setgroups([4242])
	signal.signal(signal.SIGUSR1, signal.SIG_IGN)
	signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
	os.execvp(sys.argv[1], sys.argv[1:])
END
# called COMMAND...: of one who is in a group, and blocks and ignores signals
called() {
	python3 -c "$caller" "$@" cat /proc/self/status |
		sed -n 's/^\(Groups\|SigBlk\|SigIgn\):\s*\(\S*\) *$/\1=\2/p' | xargs
}
clean="Groups= SigBlk=0000000000000000 SigIgn=0000000000000000"
is "nor are groups, and signals which are blocked or ignored" "$clean" \
	"$(called ctrnetctl run --rm --network none --rootfs "$root")"
is "nor these by exec" "$clean" "$(called ctrnetctl exec "$name")"
like "a device stays what it is" busy "$(ctrnetctl exec "$name" rm /dev/null 2>&1 || true)"
# A session with a key (keyctl(2): join, search; add_key(2)), and who looks for it.
read -rd '' keys <<-'END' || true
	import ctypes, os, sys
	call = ctypes.CDLL(None, use_errno=True).syscall
	session = ctypes.c_long(-3)
	if len(sys.argv) > 1:
	    call(250, 1, None)
	    if call(248, b"user", b"secret", b"x", 1, session) < 0:
	        print("none", flush=True)
	    os.execvp(sys.argv[1], sys.argv[1:])
	print("found" if call(250, 10, session, b"user", b"secret", 0) >= 0 else "none")
END
what="the caller's keys are not the container's"
if [[ -e /proc/keys ]]; then
	is "$what" "found none" "$(python3 -c "$keys" python3 -c "$keys") $(python3 -c "$keys" \
		ctrnetctl run --rm --network none -- python3 -c "$keys")"
else
	skip "$what" "needs CONFIG_KEYS"
fi

# Secrets in the environment are for root, and for the container.
name=secret-$tag
start "$name" -e "SECRET=hidden-$tag" --network none -- sleep 1000
ctrnetctl run --name "front-$name" -e "SECRET=hidden-$tag" --network none -- sleep 1000 >/dev/null &
at_exit ctrnetctl rm -f "front-$name"
wait_for 50 eval "[[ \$(field front-$name .State.Running) == true ]]"
eventually "no command line on the host shows a variable" 20 \
	eval "! grep -lz '[h]idden-$tag' /proc/[0-9]*/cmdline"
is "only root reads what is remembered" 700 "$(stat -c %a /run/ctrnet/containers)"
