# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure; used by path.sh
# What it costs to run a command in a container of its own, until it is over: beside unshare,
# which only makes namespaces of the same kinds, and podman.
group_start() {
	network_create "$network"
	often measure_command bare 'run true as it is' : true
	often measure_command unshare 'run true by unshare, in namespaces of the same kinds' : \
		unshare --fork --pid --mount-proc --mount --uts --ipc --net --cgroup -- true
	often measure_command ctrnet 'run true by ctrnetctl' : \
		ctrnetctl run --rm --network "$network" -- true
	often measure_command ctrnet-none 'run true by ctrnetctl, without a network' : \
		ctrnetctl run --rm --network none -- true
	start_podman
}

# podman as Debian has it, with its bridge, a root folder of busybox, and its own files in
# memory. What needs systemd is left out, and nothing is logged.
start_podman() {
	local title='run true by podman'

	if ! command -v podman >/dev/null; then
		record_missing podman "$title" 'no podman here'
		return
	fi
	root_create "$dir/root"
	often measure_command podman "$title" : \
		podman --root "$dir/podman" --runroot "$dir/podman.run" --tmpdir "$dir/podman.tmp" \
			--storage-driver vfs --cgroup-manager cgroupfs --events-backend none \
			run --rm --log-driver none --rootfs "$dir/root" true
}
