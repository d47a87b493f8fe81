#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Who a container's processes are: -u, their capabilities, no-new-privileges.
# Sets: sanitized tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires busybox
plan 31

root=/var/tmp/root-$tag
name=user-$tag
root_create "$root"
cat >"$root/etc/passwd" <<-END
	root:x:0:0:root:/root:/bin/sh
	bob:x:1000:100:Bob:/home/bob:/bin/sh
	7:x:77:77:Seven:/seven:/bin/sh
END
cat >"$root/etc/group" <<-END
	root:x:0:
	users:x:100:
	staff:x:50:alice,bob
END
mkdir "$root/private"
chmod 700 "$root/private"

run() {
	ctrnetctl run --rm --network none --rootfs "$root" "$@" 2>&1 || true
}
# shellcheck disable=SC2016 # for the inner shell
who='echo $(id -u):$(id -g):$(id -G | sed "s/ /,/g") $HOME'

# -u | uid:gid:groups home
while read -r user expected; do
	is "-u $user" "$expected" "$(run -u "$user" sh -c "$who")"
done <<-END
	root         0:0:0 /root
	bob          1000:100:100,50 /home/bob
	1000         1000:100:100,50 /home/bob
	bob:staff    1000:50:50 /home/bob
	bob:12       1000:12:12 /home/bob
	1234         1234:0:0 /
	1234:users   1234:100:100 /
	7            77:77:77 /seven
END
is "root without -u" "0:0:0 /root" "$(run sh -c "$who")"
# shellcheck disable=SC2016 # for the inner shell
is "HOME as given" "/elsewhere" "$(run -u bob -e HOME=/elsewhere sh -c 'echo "$HOME"')"
is "what is root's is not the user's" "no" \
	"$(run -u bob sh -c 'ls /private >/dev/null 2>&1 && echo yes || echo no')"

# user | message
while IFS='|' read -r user message; do
	refused "-u $user" 125 "Error: $message" \
		ctrnetctl run --rm --network none --rootfs "$root" -u "$user" true
done <<-END
	nobody|unable to find user nobody: no matching entries in passwd file
	bob:nobody|unable to find group nobody: no matching entries in group file
	4294967295|unable to find user 4294967295: no matching entries in passwd file
	-1|unable to find user -1: no matching entries in passwd file
END

# What asks for those of a directory service (nsswitch.conf(5), compat) is nobody's.
cp -r "$root/etc" "$root/etc.kept"
sed -i '1i +\n-nobody\n+:::::/nis:' "$root/etc/passwd"
sed -i '1i +\n+guests:::bob' "$root/etc/group"
# busybox has something to say of them.
is "a line + in /etc/passwd is not root" "0:0:0 /root" "$(run sh -c "exec 2>/dev/null; $who")"
is "nor one in /etc/group a group of its members" "1000:100:100,50 /home/bob" \
	"$(run -u bob sh -c "exec 2>/dev/null; $who")"
refused "nor one which can be named" 125 \
	"Error: unable to find group +: no matching entries in group file" \
	ctrnetctl run --rm --network none --rootfs "$root" -u bob:+ true
rm -r "${root:?}/etc"
mv "$root/etc.kept" "$root/etc"

# A trap where a list of users should be must not stop the tool for ever.
at_exit ctrnetctl rm -f "trap-$tag"
by_number() {
	timeout -s KILL "$((60 * slow))" ctrnetctl run --rm --name "trap-$tag" --network none \
		--rootfs "$root" -u 5 grep ^Uid: /proc/self/status 2>&1 | xargs || true
}
rm "$root/etc/passwd"
mkfifo "$root/etc/passwd"
is "a FIFO for /etc/passwd" "Uid: 5 5 5 5" "$(by_number)"
rm "$root/etc/passwd"
truncate -s 1T "$root/etc/passwd"
is "a file without end for it" "Uid: 5 5 5 5" "$(by_number)"
# The kernel's say that they are empty.
ln -sf /proc/self/pagemap "$root/etc/passwd"
is "one which does not tell its size" "Uid: 5 5 5 5" "$(by_number)"
rm "$root/etc/passwd"
# In one line, which glibc reads anew for each of its kilobytes.
head -c $((16 * 1024 * 1024)) /dev/zero | tr '\0' x >"$root/etc/passwd"
is "one line of 16 MB" "Uid: 5 5 5 5" "$(by_number)"
{
	head -c $((3 * 1024 * 1024)) /dev/zero | tr '\0' x
	printf '\nfive:x:5:50:Five:/five:/bin/sh\n'
} >"$root/etc/passwd"
is "what is too long is passed over, not what follows it" HOME=/five \
	"$(run -u five env | grep ^HOME=)"
echo 'bob:x:1000:100:Bob:/home/bob:/bin/sh' >"$root/etc/passwd"

status() {
	awk -v field="$1:" '$1 == field { print $2 }'
}
# Docker's fourteen.
is "root's capabilities" 00000000a80425fb "$(run cat /proc/self/status | status CapEff)"
is "a user has none" 0000000000000000 "$(run -u bob cat /proc/self/status | status CapEff)"
is "and can get no others" 00000000a80425fb "$(run -u bob cat /proc/self/status | status CapBnd)"
is "new privileges are possible" 0 "$(run cat /proc/self/status | status NoNewPrivs)"
is "unless refused" 1 \
	"$(run --security-opt no-new-privileges cat /proc/self/status | status NoNewPrivs)"

start "$name" --network none --rootfs "$root" -u bob --security-opt no-new-privileges -- sleep 1000
is "exec is the same user" 1000 "$(ctrnetctl exec "$name" id -u)"
is "without new privileges" 1 "$(ctrnetctl exec "$name" cat /proc/self/status | status NoNewPrivs)"
# shellcheck disable=SC2016 # for the inner shell
is "or another one, with -u" 0:50 "$(ctrnetctl exec -u 0:staff "$name" sh -c 'echo $(id -u):$(id -g)')"
