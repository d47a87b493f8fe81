#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Images from OCI layouts.
# Changes the host: the images which it has cannot be seen meanwhile.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires busybox umoci
plan 23

library_create
layout=/var/tmp/layout-$tag
bundle=/var/tmp/bundle-$tag
image=test/oci-$tag
at_exit rm -rf "$layout" "$bundle"
# umoci has a lot to say.
quietly() {
	"$@" >/dev/null 2>&1
}
quietly umoci init --layout "$layout"
quietly umoci new --image "$layout:1.0"
quietly umoci unpack --image "$layout:1.0" "$bundle"
root_create "$bundle/rootfs"
echo 'app:x:1000:1000::/home/app:/bin/sh' >"$bundle/rootfs/etc/passwd"
quietly umoci repack --image "$layout:1.0" "$bundle"
# shellcheck disable=SC2016 # for the container's shell
quietly umoci config --image "$layout:1.0" --config.env COLOUR=blue --config.env EMPTY= \
	--config.exposedports 5000/tcp --config.exposedports 53/udp --config.exposedports 8000 \
	--config.entrypoint sh --config.entrypoint -c --config.cmd 'echo "$COLOUR $PWD $(id -u)"' \
	--config.workingdir /work --config.user app --config.label kind=test
quietly umoci tag --image "$layout:1.0" latest

run() {
	ctrnetctl run --rm --network none "$@" 2>&1 || true
}
of_image() {
	ctrnetctl image inspect -f "{{$1}}" "$image"
}
files() {
	find /var/lib/ctrnet/images /var/lib/ctrnet/roots -mindepth 1 -maxdepth 1 | wc -l
}

like "image add --oci prints an id" '^[0-9a-f]{64}$' "$(ctrnetctl image add "$image" --oci "$layout:1.0" 2>/dev/null)"
# shellcheck disable=SC2016 # as it is
is "its command" '[sh -c] [echo "$COLOUR $PWD $(id -u)"]' "$(of_image .Config.Entrypoint) $(of_image .Config.Cmd)"
is "its variables" "COLOUR=blue EMPTY=" "$(ctrnetctl image inspect "$image" |
	jq -r '.[0].Config.Env | map(select(startswith("PATH=") | not)) | join(" ")')"
is "its ports" '["53/udp","5000/tcp","8000/tcp"]' "$(ctrnetctl image inspect "$image" |
	jq -c '.[0].Config.ExposedPorts | keys | sort_by(split("/")[0] | tonumber)')"
is "its labels" '{"kind":"test"}' "$(of_image 'json .Config.Labels')"
is "its folder and user" "/work app" "$(of_image .Config.WorkingDir) $(of_image .Config.User)"
is "run IMAGE" "blue /work 1000" "$(run "$image")"
is "run IMAGE COMMAND: after the entry point" hello "$(run "$image" 'echo hello')"
is "only root looks into its root" 700 "$(stat -c %a /var/lib/ctrnet/roots)"
is "without a tag: latest" "$image:none" \
	"$(ctrnetctl image add "$image:none" --oci "$layout" >/dev/null 2>&1; ctrnetctl image inspect -f '{{index .RepoTags 0}}' "$image:none")"
is "options come after its defaults" "red / 0" "$(ctrnetctl image add "$image:red" --oci "$layout" \
	-e COLOUR=red -w / -u 0 >/dev/null 2>&1; run "$image:red")"
is "a command replaces entry point and command" given "$(ctrnetctl image add "$image:cmd" --oci "$layout" \
	-- echo given >/dev/null 2>&1; run "$image:cmd")"
is "there are files and roots" 8 "$(files)"
ctrnetctl image rm "$image" "$image:none" "$image:red" "$image:cmd" >/dev/null
is "which go with the images" 0 "$(files)"

# What is not right.
refused "no such tag" 1 "Error: $layout has no image with the tag none" \
	ctrnetctl image add "$image" --oci "$layout:none"
like "no such layout" "^Error: cannot read $layout.none/index.json: " \
	"$(ctrnetctl image add "$image" --oci "$layout.none" 2>&1)"
quietly umoci config --image "$layout:1.0" --tag relative --config.workingdir app
refused "a working folder which is not absolute" 1 \
	"Error: the working directory 'app' is invalid, it needs to be an absolute path" \
	ctrnetctl image add "$image" --oci "$layout:relative"
cp -a "$layout" "$layout.bad"
at_exit rm -rf "$layout.bad"
echo '{"manifests":[{"digest":"sha256:../../../../etc/passwd","annotations":{"org.opencontainers.image.ref.name":"latest"}}]}' \
	>"$layout.bad/index.json"
refused "a digest which is a path" 1 \
	"Error: $layout.bad has a digest which is none: \"sha256:../../../../etc/passwd\"" \
	ctrnetctl image add "$image" --oci "$layout.bad"
cp "$layout/index.json" "$layout.bad/index.json"
find "$layout.bad/blobs" -type f -size +100k -delete
is "layers which are missing" 1 "$(ctrnetctl image add "$image" --oci "$layout.bad" >/dev/null 2>&1 || echo $?)"
is "is no image" 1 "$(ctrnetctl image inspect "$image" >/dev/null 2>&1 || echo $?)"
is "nor is anything of it left" 0 "$(files)"
# By one who was killed: a full disk would stay full if it was there until the next has unpacked.
mkdir -p "/var/lib/ctrnet/roots/$(printf '%064d' 1)/rootfs" "$bundle/bin"
printf '#!/bin/sh\nls -A /var/lib/ctrnet/roots | wc -l\nexit 1\n' >"$bundle/bin/umoci"
chmod +x "$bundle/bin/umoci"
is "what another has left goes before anything is unpacked" 1 \
	"$(PATH=$bundle/bin:$PATH ctrnetctl image add "$image" --oci "$layout" 2>/dev/null || true)"
is "without umoci" "Error: unpacking an image needs umoci: install that package" \
	"$(PATH=/nowhere "$(command -v ctrnetctl)" image add "$image" --oci "$layout" 2>&1)"
