#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# podman with its CNI backend, whose network is ctrnet: ports, pods, restart, links.
# Sets: ecosystem
#
#   host        podman's containers, of busybox alone
#   ctrN ------ eth0 of web, eth0 of db

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
. "$here/podman.sh"
podman_cni
plan 21

podman_runs_web
is "a second one, with an address" 0 "$(done_by pod run -d --name "$db" --network "$net" \
	--ip 10.217.0.77 --rootfs "$at/db" /bin/busybox sleep 1000)"
is "it has it" "10.217.0.77" "$(address "$db")"
podman_links

# A pod's network is that of a container of podman's own.
if [[ -x /usr/libexec/podman/catatonit ]]; then
	in_pod=pod-$tag
	pod_root inner "a pod"
	is "podman pod create -p" 0 "$(done_by pod pod create --name "$in_pod" --network "$net" \
		-p "$((port + 5)):80")"
	is "a container in it" 0 "$(done_by pod run -d --pod "$in_pod" --name "inner-$tag" \
		--rootfs "$at/inner" "${server[@]}")"
	wait_for 60 fetch $((port + 5)) || true
	is "the pod's port leads to it" "this is a pod" "$(fetch $((port + 5)))"
	pod pod rm -f -t 0 "$in_pod" >/dev/null
else
	for what in "podman pod create -p" "a container in it" "the pod's port leads to it"; do
		skip "$what" "needs catatonit"
	done
fi
podman_again
