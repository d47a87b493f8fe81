#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Hooks of OCI runtimes: by hand, and by crun and runc where they are.
# Sets: ecosystem tool
#
#   host        a namespace, or a container of a runtime
#   ctrN ------ eth0

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires jq busybox unshare
plan 29

net=net-$tag db=db-$tag
scratch
ctrnetctl network create "$net" >/dev/null
start "$db" --network "$net" --expose 6379 -- sleep infinity

# --- by hand ---
unshare -n sleep infinity &
pid=$!
at_exit kill "$pid"
wait_for 20 eval "[[ \$(readlink /proc/$pid/ns/net) != \$(readlink /proc/self/ns/net) ]]"
unshare -n sleep infinity &
other=$!
at_exit kill "$other"
wait_for 20 eval "[[ \$(readlink /proc/$other/ns/net) != \$(readlink /proc/self/ns/net) ]]"
# state PID [ANNOTATIONS]
state() {
	jq -nc --arg id "by-hand-$tag" --argjson pid "$1" --argjson annotations "${2:-{\}}" \
		'{ociVersion: "1.0.2", $id, status: "created", $pid, bundle: "/", $annotations}'
}
hook() {
	ctrnetctl oci-hook "$@"
}
succeeds "a namespace is put on a network" hook createRuntime <<<"$(state "$pid" \
	"{\"ctrnet.network\": \"$net\", \"ctrnet.publish\": \" $port:80  $((port + 1)):81/udp\", \"ctrnet.link\": \"$db:store\"}")"
is "with its ports" "80/tcp -> 0.0.0.0:$port
81/udp -> 0.0.0.0:$((port + 1))" "$(ctrnetctl port "by-hand-$tag")"
is "and links" "/$db:/by-hand-$tag/store" "$(ctrnetctl inspect -f '{{index .HostConfig.Links 0}}' "by-hand-$tag")"
while IFS='|' read -r text message hook input; do
	refused "$text" 1 "Error: $message" hook "$hook" <<<"$input"
done <<END_OF_ROWS
no JSON|standard input is no container's state: line 1: '[' or '{' expected near 'what'|createRuntime|what
no id|standard input is no container's state: it has no id|createRuntime|{"pid": 1}
no pid|the container's state has no pid|createRuntime|{"id": "a$tag"}
a port which is taken|Bind for 0.0.0.0:$port failed: port is already allocated (by container by-hand-$tag)|createRuntime|{"id": "b$tag", "pid": $other, "annotations": {"ctrnet.network": "$net", "ctrnet.publish": "$port:80"}}
a name which is an option|Invalid container name (--help), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed|createRuntime|{"id": "--help", "pid": $other}
a name which is another's|Conflict. The container name "/$db" is already in use by container "$(field "$db" .Id)". You have to remove (or rename) that container to be able to reuse that name.|createRuntime|{"id": "c$tag", "pid": $other, "annotations": {"ctrnet.name": "$db"}}
END_OF_ROWS
refused "another hook" 2 "ctrnetctl: there is no hook 'startContainer' here
Try 'ctrnetctl oci-hook --help'." hook startContainer
ctrnetctl rename "by-hand-$tag" "renamed-$tag"
succeeds "it is let go, whatever it is called by now" hook poststop <<<"$(state 0)"
is "and known no more" "$db" "$(ctrnetctl ps -a --format '{{.Names}}')"
is "nor has it a device" "lo" "$(nsenter -t "$pid" -n ip -br link | cut -d ' ' -f 1 | xargs)"
succeeds "what was never put there is let go, too" hook poststop <<<"$(state 0)"

# --- not the hook's ---
ctrnetctl adopt --pid "$other" --network "$net" "by-hand-$tag" >/dev/null
while IFS='|' read -r text input; do
	is "$text" "0 running running" "$(status_of hook poststop <<<"$input") $(
		field "$db" .State.Status) $(field "by-hand-$tag" .State.Status)"
done <<-END
	one of that id was refused the name of another, which stays|{"id": "c$tag", "annotations": {"ctrnet.name": "$db"}}
	another has that id for a name|{"id": "$db"}
	another was adopted by hand by that name|{"id": "by-hand-$tag"}
	another has an id which begins so|{"id": "$(field "$db" .Id | cut -c1-12)"}
END
ctrnetctl rm -f "by-hand-$tag" >/dev/null

# --- whose id is that of another ---
id=$(field "$db" .Id)
succeeds "what a runtime calls one may be the id of another" hook createRuntime \
	<<<"{\"id\": \"$id\", \"pid\": $other, \"annotations\": {\"ctrnet.network\": \"$net\"}}"
is "which is meant by it" "/$db" "$(field "$id" .Name)"
ctrnetctl kill "$db" >/dev/null
is "and whose end is recorded" "$db exited" \
	"$(ctrnetctl ps -a --filter status=exited --format '{{.Names}} {{.State}}')"
ctrnetctl start "$db" >/dev/null
hook poststop <<<"{\"id\": \"$id\"}"

# --- a namespace which somebody holds, with no process in it ---
hook createRuntime <<<"$(state "$other" "{\"ctrnet.network\": \"$net\", \"ctrnet.publish\": \"$port:80\"}")" >/dev/null
exec {held}<"/proc/$other/ns/net"
kill "$other"
wait "$other" 2>/dev/null || true
is "one whose namespace is out of reach is let go" "0 $db" "$(status_of hook poststop <<<"$(state 0)") $(
	ctrnetctl ps -a --format '{{.Names}}')"
succeeds "and its port is free" can_listen "$port"
exec {held}<&-

# --- by a runtime ---
tool=$(command -v ctrnetctl)
# bundle NAME: of busybox alone
bundle() {
	root_create "$dir/$1/rootfs"
	mkdir -p "$dir/$1/rootfs"/{proc,sys,dev,www}
	echo "this is $1" >"$dir/$1/rootfs/www/index.html"
	(cd "$dir/$1" && "$2" spec) && jq --arg tool "$tool" --arg net "$net" --arg publish "$port:80" '
		.process.terminal = false | .root.readonly = false |
		.process.args = ["/bin/busybox", "httpd", "-f", "-p", "80", "-h", "/www"] |
		del(.linux.resources) | .linux.namespaces |= map(select(.type != "cgroup" and .type != "user")) |
		.mounts |= map(select(.type != "cgroup")) |
		.annotations = {"ctrnet.network": $net, "ctrnet.publish": $publish} |
		.hooks = {createRuntime: [{path: $tool, args: ["ctrnetctl", "oci-hook", "createRuntime"]}],
			poststop: [{path: $tool, args: ["ctrnetctl", "oci-hook", "poststop"]}]}' \
		"$dir/$1/config.json" >"$dir/$1/new" && mv "$dir/$1/new" "$dir/$1/config.json"
}
fetch() {
	curl -s --max-time 10 "http://127.0.0.1:$port/"
}
gone() {
	[[ $(ctrnetctl ps -a --format '{{.Names}}') == "$db" ]]
}
try_runtime() {
	local runtime=$1 name=$1-$tag options=("${@:2}")

	if ! command -v "$runtime" >/dev/null; then
		skip "$runtime runs a container on the network" "needs $runtime"
		skip "its port is answered" "needs $runtime"
		skip "it leaves nothing" "needs $runtime"
		return
	fi
	bundle "$name" "$runtime"
	at_exit "$runtime" --root "$dir/$runtime.state" delete -f "$name"
	# What runs in it keeps the streams.
	if timeout 60 "$runtime" --root "$dir/$runtime.state" "${options[@]}" run -d \
		--bundle "$dir/$name" "$name" >"$dir/$name.log" 2>&1 </dev/null; then
		pass "$runtime runs a container on the network"
	else
		fail "$runtime runs a container on the network" "status 0" "$(<"$dir/$name.log")"
	fi
	wait_for 20 fetch || true
	is "its port is answered" "this is $name" "$(fetch)"
	timeout 60 "$runtime" --root "$dir/$runtime.state" delete -f "$name" >/dev/null || true
	eventually "it leaves nothing" 20 gone
}
[[ -e /sys/fs/cgroup/cgroup.procs ]] || mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null || true
try_runtime crun --cgroup-manager=disabled
try_runtime runc
