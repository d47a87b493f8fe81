#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Images: root folders with a name and defaults, and the layers over them.
# Changes the host: the images which it has cannot be seen meanwhile.
# Sets: sanitized tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires busybox
plan 60

library_create
root=/var/tmp/root-$tag
image=test/image-$tag
name=box-$tag
root_create "$root"
echo original >"$root/etc/motd"
at_exit ctrnetctl image rm "$image"

run() {
	ctrnetctl run --rm --network none "$@" 2>&1 || true
}
of_image() {
	ctrnetctl image inspect -f "{{$1}}" "$image"
}
layers() {
	find /var/lib/ctrnet/layers -mindepth 1 -maxdepth 1 | wc -l
}

id=$(ctrnetctl image add "$image" --rootfs "$root" --expose 5000 --expose 53/udp \
	-e COLOUR=blue -e EMPTY= -w /work -u 12:34 --label kind=test --label tier -- sh -c 'echo default; pwd; id -u')
like "image add prints an id" '^[0-9a-f]{64}$' "$id"
is "image ls" "test/image-$tag latest ${id:0:12} $root" \
	"$(ctrnetctl image ls | awk -v id="${id:0:12}" '$3 == id { print $1, $2, $3, $NF }')"
is "image ls -q" "${id:0:12}" "$(ctrnetctl image ls -q | grep "${id:0:12}")"
is "image ls --json" "$image:latest" \
	"$(ctrnetctl image ls --json | jq -r --arg id "$id" '.[] | select(.Id == $id).RepoTags[0]')"
is "its labels" '{"kind":"test","tier":""}' "$(of_image 'json .Config.Labels')"
is "image ls --filter" "${id:0:12}" "$(ctrnetctl image ls -q -f label=tier -f label=kind=test)"
prints_nothing "of labels, each has to match" ctrnetctl image ls -q -f label=tier -f label=kind=other
is "its containers have them, but for those of their own" '{"kind":"own","tier":""}' \
	"$(ctrnetctl create --name "$name" -l kind=own "$image" >/dev/null && field "$name" 'json .Config.Labels')"
ctrnetctl rm "$name" >/dev/null
refused "another filter" 1 "Error: invalid filter 'name=x': it is label=KEY[=VALUE]" \
	ctrnetctl image ls -f name=x
is "its defaults" "[sh -c echo default; pwd; id -u] [COLOUR=blue EMPTY=] /work 12:34" \
	"$(of_image .Config.Cmd) $(of_image .Config.Env) $(of_image .Config.WorkingDir) $(of_image .Config.User)"
is "its ports" '["53/udp","5000/tcp"]' "$(ctrnetctl image inspect "$image" |
	jq -c '.[0].Config.ExposedPorts | keys | sort_by(split("/")[0] | tonumber)')"
is "found by id" "$id" "$(ctrnetctl image inspect -f '{{.Id}}' "${id:0:6}")"

is "run IMAGE: its command, folder and user" $'default\n/work\n12' "$(run "$image")"
is "with its tag, too" $'default\n/work\n12' "$(run "$image:latest")"
is "run IMAGE COMMAND" hello "$(run "$image" echo hello)"
is "its variables" "blue" "$(run "$image" sh -c "echo \$COLOUR")"
is "options come after the image's" "red / 0" \
	"$(run -e COLOUR=red -w / -u 0 "$image" sh -c "echo \$COLOUR \$PWD \$(id -u)")"
is "-- is always a command" "Error: exec: \"$image\": no such file or directory" "$(run -- "$image")"

# Layers.
ctrnetctl run --name "$name" --network none -u 0 "$image" sh -c 'cat /etc/motd; echo changed >/etc/motd; touch /new' >/dev/null
at_exit ctrnetctl rm -f "$name"
is "what a container writes is not the image's" "original no" \
	"$(cat "$root/etc/motd") $([[ -e $root/new ]] && echo yes || echo no)"
is "nor another container's" original "$(run "$image" cat /etc/motd)"
is "the tool leaves nothing in it, either" "bin etc" "$(find "$root" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | xargs)"
is "its own it keeps over a restart" changed "$(ctrnetctl start -a "$name")"
is "ps shows the image" "$image" "$(ctrnetctl ps -a --json "$name" | jq -r '.[0].Image')"
is "inspect, too" "$image" "$(field "$name" .Config.Image)"
refused "an image which is in use" 1 "Error: cannot remove image $image:latest: container $name is made of it" \
	ctrnetctl image rm "$image"
is "there is one layer" 1 "$(layers)"
ctrnetctl rm "$name" >/dev/null
is "it goes with its container" 0 "$(layers)"

# A layer may be anything inside.
# shellcheck disable=SC2016 # for the inner shell
ctrnetctl run --name "$name" --network none -u 0 -w / "$image" sh -c '
	mkdir -p a && cd a
	i=0; while [ $i -lt 300 ]; do mkdir -p d && cd d; i=$((i + 1)); done; echo deep >file
	mkdir /locked && touch /locked/x && chmod 0 /locked; ln -s / /link; mkfifo /fifo'
is "rm of a deep one" "$name" "$(ctrnetctl rm "$name" 2>&1)"
is "nothing of it is left" 0 "$(layers)"
is "and the host has all that it had" yes "$([[ -x /bin/sh && -d $root/bin ]] && echo yes || echo no)"
# Each is made in the one before it, as no path is that long. Fewer where each takes long.
layer=/var/lib/ctrnet/layers/$(ctrnetctl create --name "$name" "$image")
python3 - "$layer" $((70000 / slow)) <<-'END'
	import os, sys
	os.chdir(sys.argv[1])
	for i in range(int(sys.argv[2])):
	    os.mkdir("d")
	    os.chdir("d")
END
is "rm of thousands of folders, one in another" "$name" "$(ctrnetctl rm "$name" 2>&1)"
is "nothing of them is left, either" 0 "$(layers)"

# rm_stopped: rm of a container is stopped in the midst of its files, and killed; prints
# whether another could have had the lock.
rm_stopped() {
	python3 - "$name" "$layer" <<-'END'
		import fcntl, os, signal, subprocess, sys
		name, layer = sys.argv[1:]
		gone = f"{os.path.dirname(layer)}/.gone-{os.path.basename(layer)}"
		def there(i):
		    return any(os.path.lexists(f"{folder}/upper/{i}") for folder in (layer, gone))
		rm = subprocess.Popen(["ctrnetctl", "rm", name], stdout=subprocess.DEVNULL)
		while there(0) and there(19999) and rm.poll() is None:
		    pass
		rm.send_signal(signal.SIGSTOP)
		with open("/run/ctrnet/lock") as lock:
		    try:
		        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
		        print("free")
		    except BlockingIOError:
		        print("held")
		rm.kill()
		rm.wait()
	END
}
layer=/var/lib/ctrnet/layers/$(ctrnetctl create --name "$name" "$image")
mkdir -p "$layer/upper"
seq -f "$layer/upper/%.0f" 0 19999 | xargs touch
is "rm removes a layer's files without the lock" free "$(rm_stopped)"
prints_nothing "the container is gone before" ctrnetctl ps -aq
ctrnetctl create --name "$name" "$image" >/dev/null
ctrnetctl rm "$name" >/dev/null
is "the next one removes what a killed one has left" 0 "$(layers)"

mkdir -p "/var/lib/ctrnet/layers/$id/upper" "/var/lib/ctrnet/roots/$id-gone/rootfs"
ctrnetctl image add "$image:swept" --rootfs "$root" >/dev/null
is "what nobody has any more is swept away" "0 0" \
	"$(layers) $(find /var/lib/ctrnet/roots -mindepth 1 -maxdepth 1 | wc -l)"
ctrnetctl image rm "$image:swept" >/dev/null

# waiting COMMAND...: while it waits for the lock, the image is taken away; prints what it says
waiting() {
	python3 - "$image" "$@" <<-'END'
		import fcntl, os, subprocess, sys, time
		image, command = sys.argv[1], sys.argv[2:]
		file = f"/var/lib/ctrnet/images/{image.replace('/', '%')}:latest.json"
		with open("/run/ctrnet/lock") as lock:
		    fcntl.flock(lock, fcntl.LOCK_EX)
		    waits = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
		    while f"-> FLOCK  ADVISORY  WRITE {waits.pid} " not in open("/proc/locks").read():
		        time.sleep(0.05)
		    os.rename(file, file + ".away")
		print(waits.communicate()[0], end="")
		os.rename(file + ".away", file)
	END
}
is "an image which is removed while create waits for the lock" "Error: No such image: $image" \
	"$(waiting ctrnetctl create --name "$name" "$image")"
is "nothing is made of it" "" "$(ctrnetctl ps -aq)"

# Ports of the image, in all places.
is "-P publishes the image's ports" "5000 53" "$(ctrnetctl create --name "$name" -P "$image" >/dev/null &&
	ctrnetctl inspect "$name" | jq -r '.[0].HostConfig.PortBindings | keys | map(split("/")[0]) | sort_by(-tonumber) | join(" ")')"
ctrnetctl rm "$name" >/dev/null 2>&1 || true

# name of an image | whether it is one
while read -r word verdict; do
	if [[ $verdict == no ]]; then
		refused "image add $word" 1 "Error: invalid reference format: $word" \
			ctrnetctl image add "$word" --rootfs "$root"
	else
		succeeds "image add $word" sh -c \
			"ctrnetctl image add $word --rootfs $root && ctrnetctl image rm $word"
	fi
done <<-END
	a-$tag             yes
	a/b/c-$tag:1.0_X   yes
	localhost/a$tag    yes
	Upper              no
	../a               no
	a/../b             no
	a//b               no
	/a                 no
	a:                 no
	a:b/c              no
	a:-b               no
END
refused "the same name twice" 1 "Error: image $image:latest exists already: remove it, or give another name" \
	ctrnetctl image add "$image" --rootfs "$root"
refused "no such folder" 1 "Error: invalid root $root/none: No such file or directory" \
	ctrnetctl image add "other-$tag" --rootfs "$root/none"
refused "no such image" 1 "Error: No such image: none-$tag" ctrnetctl image rm "none-$tag"
refused "an image without a command" 125 "Error: no command specified: image $image:bare has none, either" \
	sh -c "ctrnetctl image add $image:bare --rootfs $root >/dev/null; ctrnetctl run --rm $image:bare"
ctrnetctl image rm "$image:bare" >/dev/null

like "a node which its container makes is of no device" 'Permission denied' \
	"$(run -u 0 "$image" sh -c 'mknod /full c 1 7 && head -c 1 /full')"

# A file which is no image any more.
echo '{' >"/var/lib/ctrnet/images/test%image-$tag:latest.json"
like "a damaged one is refused" "^Error: cannot read /var/lib/ctrnet/images/test%image-$tag:latest.json: .*; 'image rm $image' removes it\$" \
	"$(run "$image" true)"
is "but the root stays" yes "$([[ -d $root/bin ]] && echo yes || echo no)"
like "image ls warns" "^WARNING: cannot read" "$(ctrnetctl image ls 2>&1 >/dev/null)"
mkdir -p "/var/lib/ctrnet/roots/$id/rootfs"
is "image rm removes it" "$image" "$(ctrnetctl image rm "$image" 2>&1)"
prints_nothing "nothing of it is left" find /var/lib/ctrnet/images /var/lib/ctrnet/roots -mindepth 1
