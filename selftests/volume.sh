#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Files and folders of the host in a container: -v.
# Sets: sanitized tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires busybox
plan 31

root=/var/tmp/root-$tag
host=/var/tmp/volume-$tag
name=volume-$tag
root_create "$root"
at_exit rm -rf "$host"
mkdir "$host"
echo hello >"$host/greeting"

run() {
	ctrnetctl run --rm --network none --rootfs "$root" "$@" 2>&1 || true
}

is "a folder" hello "$(run -v "$host:/data" cat /data/greeting)"
is "a file" hello "$(run -v "$host/greeting:/etc/greeting" cat /etc/greeting)"
is "where nothing was" hello "$(run -v "$host:/not/there/yet" cat /not/there/yet/greeting)"
run -v "$host:/data" sh -c 'echo made >/data/made'
is "it can be written" made "$(<"$host/made")"
like "not with :ro" 'Read-only file system' "$(run -v "$host:/data:ro" touch /data/other)"
is "nothing came of that" no "$([[ -e $host/other ]] && echo yes || echo no)"
run -v "$host:/data:rw" touch /data/other
is ":rw is the same as nothing" yes "$([[ -e $host/other ]] && echo yes || echo no)"
mkdir "$host/inner"
echo inner >"$host/inner/greeting"
is "one in another, in whatever order" $'hello\ninner' \
	"$(run -v "$host/inner:/a/b/c" -v "$host:/a/b" cat /a/b/greeting /a/b/c/greeting)"
is "what is not there is made, as a folder" 755 \
	"$(run -v "$host/new/folder:/data" true; stat -c %a "$host/new/folder")"
is "relative to the current folder" hello \
	"$(cd "$host" && run -v ./inner/../greeting:/etc/greeting cat /etc/greeting)"
is "in place of a file of the tool's own" hello \
	"$(run -v "$host/greeting:/etc/hosts" cat /etc/hosts)"

is "a device, named by itself" 1 "$(run -v /dev/full:/full sh -c 'head -c 1 /full | wc -c')"

# What becomes of a source between two starts is up to whoever can write there, as a
# container which has the folder above. A file system of its own, as devices work there.
nodes=$host/nodes
mkdir "$nodes"
mount -t tmpfs tmpfs "$nodes"
at_exit umount "$nodes"
# again COMMAND...: the start of a container which reads the source, when it has changed
again() {
	mkdir -p "$nodes/folder"
	mknod "$nodes/full" c 1 7
	echo hello >"$nodes/file"
	ln -s file "$nodes/link"
	ctrnetctl create --name "$name" --network none --rootfs "$root" -v "$nodes/${source:-file}:/source" \
		-- sh -c 'head -c 5 /source 2>&1 | tr "\\0" x' >/dev/null
	(cd "$nodes" && "$@")
	timeout "$((60 * slow))" ctrnetctl start -a "$name" 2>&1 || true
	ctrnetctl rm -f "$name" >/dev/null
	find "$nodes" -mindepth 1 -delete
}
at_exit ctrnetctl rm -f "$name"
is "a file, at a later start" hello "$(again true)"
like "a device in its place is none" 'Permission denied' "$(again eval 'rm file; mknod file c 1 5')"
is "a link in its place is refused" \
	"Error: cannot take volume $nodes/file: Too many levels of symbolic links" "$(again ln -sf /etc/passwd file)"
source="link"
is "what a link led to when the container was made stays the source" hello "$(again ln -sf /etc/passwd link)"
source=full
is "a device stays one" xxxxx "$(again true)"
like "but no other in its place" 'Permission denied' "$(again eval 'rm full; mknod full c 1 5')"
source=folder
is "what is gone is not made again" \
	"Error: cannot take volume $nodes/folder: No such file or directory" "$(again rmdir folder)"

mkdir "$host/below"
mount -t tmpfs tmpfs "$host/below"
at_exit umount "$host/below"
touch "$host/below/mounted"
is "with what is mounted under it" /data/below/mounted "$(run -v "$host:/data" ls /data/below/mounted)"
like "which :ro protects, too" 'Read-only file system' "$(run -v "$host:/data:ro" touch /data/below/other)"

ctrnetctl create --name "$name" -v "$host:/data:ro" -v "$host:/more" -- true >/dev/null
is "inspect shows them" "[$host:/data:ro $host:/more]" "$(field "$name" .HostConfig.Binds)"

# specification | what is wrong with it
while IFS='|' read -r spec message; do
	refused "-v $spec" 125 "Error: invalid volume specification: '$spec': $message" \
		ctrnetctl run --rm -v "$spec" true
done <<-END
	data:/data|invalid volume source "data": there are no named volumes, give a path that begins with / or .
	/data:data|invalid mount path: 'data' mount path must be absolute
	/data:/|invalid specification: destination can't be '/'
	/data:/tmp/..|invalid specification: destination can't be '/'
	/data:/data:x|invalid mode: x (it is ro or rw)
	/data|it is SOURCE:DESTINATION, with :ro or :rw after it or not
	:/data|it is SOURCE:DESTINATION, with :ro or :rw after it or not
	/data:/data:ro:x|it is SOURCE:DESTINATION, with :ro or :rw after it or not
END
refused "the same place twice" 125 "Error: Duplicate mount point: /data" \
	ctrnetctl run --rm -v /a:/data -v /b:/tmp/../data/. true
