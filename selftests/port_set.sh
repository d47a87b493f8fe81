#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# All ports of one container: in which order they get theirs, that they get all
# or none, and who is told to have one.
#
#   host (sockets) ---- network --- one, two

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ncat ss
plan 34

one=one-$tag two=two-$tag p=$port

lines() {
	printf '%s\n' "$@"
}
gone() {
	ctrnetctl rm -f "$@" >/dev/null
}

# gets TEXT PORTS SPEC...: what "port" prints of a container with these, with
# the ports counted from $p.
gets() {
	local spec shown publish=()

	for spec in "${@:3}"; do
		publish+=(-p "$spec")
	done
	start "$one" "${publish[@]}" -- sleep infinity
	shown=$(ctrnetctl port "$one" | while IFS=' :' read -r private _ address public; do
		echo "$private $address:$((public - p))"
	done | paste -sd ,)
	is "$1" "$2" "$shown"
	gone "$one"
}
gets "a port of one's own goes before a range" "80/tcp 0.0.0.0:1,81/tcp 0.0.0.0:0" \
	"$p-$((p + 1)):80" "$p:81"
gets "so do ports side by side" "80/tcp 0.0.0.0:4,90/tcp 0.0.0.0:2,91/tcp 0.0.0.0:3" \
	"$((p + 2))-$((p + 4)):80" "$((p + 2))-$((p + 3)):90-91"
gets "ranges by the container's port" "80/tcp 0.0.0.0:5,81/tcp 0.0.0.0:6,82/tcp 0.0.0.0:7" \
	"$((p + 5))-$((p + 7)):82" "$((p + 5))-$((p + 7)):81" "$((p + 5))-$((p + 7)):80"
gets "tcp and udp have ports of their own" "53/tcp 0.0.0.0:8,53/udp 0.0.0.0:8" \
	"$((p + 8))-$((p + 9)):53" "$((p + 8))-$((p + 9)):53/udp"
gets "different addresses of one port" "80/tcp 127.0.0.1:0,80/tcp 127.0.0.2:0" \
	"127.0.0.2:$p:80" "127.0.0.1:$p:80"
gets "two ways to one port" "80/tcp 0.0.0.0:1,80/tcp 0.0.0.0:3" "$((p + 3)):80" "$((p + 1)):80"

start "$one" -p 127.0.0.1::80 -p 127.0.0.2::80 -p 127.0.0.1::81 -- sleep infinity
mapfile -t any < <(ctrnetctl port "$one")
is "any port, the same for addresses of one port" "${any[0]##*:}" "${any[1]##*:}"
isnt "and another one for another" "${any[0]##*:}" "${any[2]##*:}"
before=$(ctrnetctl port "$one")
ctrnetctl restart -t 0 "$one" >/dev/null
is "they are remembered" "$before" "$(ctrnetctl port "$one")"
gone "$one"

start "$one" -p "$((p + 1)):80" -p "$p:80" -p 127.0.0.1::80 -- sleep infinity
is "inspect: in the order of the command line" ":$((p + 1)) :$p 127.0.0.1:" \
	"$(ctrnetctl inspect "$one" |
		jq -r '[.[0].HostConfig.PortBindings."80/tcp"[] | "\(.HostIp):\(.HostPort)"] | join(" ")')"
is "inspect: a template" "$p" \
	"$(field "$one" '(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort')"
# shellcheck disable=SC2016 # the template's own variables
is "inspect: a template over all" "80/tcp" \
	"$(ctrnetctl inspect -f '{{range $port, $b := .NetworkSettings.Ports}}{{$port}}{{end}}' "$one")"
gone "$one"

# All or none.
refused "the same twice" 125 \
	"Error: Bind for 0.0.0.0:$p failed: port is already allocated (by the same container)" \
	ctrnetctl run -d --name "$one" -p "$p:80" -p "$p:80" -- true
refused "nothing was made" 1 "Error: No such object: $one" ctrnetctl inspect -f x "$one"
start "$two" -p "$((p + 2)):80" -- sleep infinity
at_exit ctrnetctl rm -f "$one"
output=$(ctrnetctl run -d --name "$one" -p "$p:80" -p "$((p + 1)):81/udp" -p "$((p + 2)):82" -- \
	sleep infinity 2>/dev/null) || true
like "the id of one whose port is taken is printed" "^[0-9a-f]{64}$" "$output"
is "it has not been started" created "$(field "$one" .State.Status)"
succeeds "its other ports are free" can_listen "$p"
prints_nothing "and not published" ctrnetctl port "$one"
refused "nor does it start" 125 "$(lines \
	"Error: Bind for 0.0.0.0:$((p + 2)) failed: port is already allocated (by container $two)" \
	"Error: failed to start containers: $one")" ctrnetctl start "$one"
ctrnetctl unpublish "$one" 82
succeeds "without that port it does" ctrnetctl start "$one"
is "with the others" "$(lines "80/tcp -> 0.0.0.0:$p" "81/udp -> 0.0.0.0:$((p + 1))")" \
	"$(ctrnetctl port "$one")"
mapfile -t many < <(for (( i = 10; i < 60; i += 2 )); do echo "127.0.0.7:$((p + i)):$i"; done)
refused "of many specs, one whose range has a port of another" 1 \
	"Error: Bind for 0.0.0.0:$((p + 2)) failed: port is already allocated (by container $two)" \
	ctrnetctl publish "$one" "${many[@]}" "$((p + 1))-$((p + 3)):33-35" "$((p + 9)):9"
is "then none of them is published" 2 "$(ctrnetctl port "$one" | wc -l)"
refused "with --rm it is removed" 125 \
	"Error: Bind for 0.0.0.0:$p failed: port is already allocated (by container $one)" \
	ctrnetctl run --rm --name "$one-b" -p "$p:80" -- true
refused "indeed" 1 "Error: No such container: $one-b" ctrnetctl ps -aq "$one-b"

# Whose is it?
is "who: a container" "container $one, 0.0.0.0:$((p + 1))->81/udp" \
	"$(ctrnetctl port --who "$((p + 1))/udp")"
background host ncat -l 127.0.0.1 "$((p + 5))"
wait_for 20 is_listening host tcp "$((p + 5))"
is "who: a process" "process ncat[$!]" "$(ctrnetctl port --who "$((p + 5))")"
is "who: for scripts" "$two 80" \
	"$(ctrnetctl port --json --who "$((p + 2))" | jq -r '.[] | "\(.Container) \(.Port)"')"
refused "who: nobody" 1 "Error: nobody has port $((p + 9))" ctrnetctl port --who "$((p + 9))"

# While it does not run, and on no network.
ctrnetctl stop -t 0 "$one" >/dev/null
ctrnetctl unpublish "$one" 80
refused "publish: of one which does not run, that is told" 0 \
	"WARNING: $one does not run: its ports are published when it is started" \
	ctrnetctl publish "$one" "$((p + 4)):84"
prints_nothing "publish: nothing yet if it does not run" ctrnetctl port "$one"
ctrnetctl start "$one" >/dev/null
is "but when it is started" "$(lines "81/udp -> 0.0.0.0:$((p + 1))" "84/tcp -> 0.0.0.0:$((p + 4))")" \
	"$(ctrnetctl port "$one")"
is "publish: for scripts" "$((p + 7))" \
	"$(ctrnetctl publish --json "$one" "$((p + 7)):87" | jq -r '."87/tcp"[0].HostPort')"
start "$one-c" --network none -p "$p:80" -- sleep infinity 2>/dev/null
prints_nothing "without a network nothing is published" ctrnetctl port "$one-c"
