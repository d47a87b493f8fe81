#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How networks are listed, shown and removed: the words and the order.
# Changes the host: networks which no container is on are removed.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq
plan 50

a=net-$tag-9 b=net-$tag-10 c=other-$tag
web=web-$tag

network_create "$a" --label tier=front --label purpose
network_create "$b" --label tier=back
network_create "$c"
ctrnetctl run --rm -- true

ls_of() {
	ctrnetctl network ls "$@"
}
# Of this script's networks and of those which are always there.
names() {
	ls_of --format '{{.Name}}' "$@" | grep -E "^(bridge|host|none|.*-$tag.*)$" | xargs || true
}

# --- ls ---
is "the headings" "NETWORK ID NAME DRIVER SCOPE" "$(ls_of | head -n 1 | sed 's/   */ /g; s/ $//')"
like "the default network" '^[0-9a-f]{12}   bridge +bridge +local$' "$(ls_of | grep ' bridge  *bridge')"
like "the host's" '^[0-9a-f]{12}   host +host +local$' "$(ls_of | grep ' host ')"
like "and none" '^[0-9a-f]{12}   none +null +local$' "$(ls_of | grep ' none ')"
is "sorted by name, numbers by value" "bridge host $a $b none $c" \
	"$(names)"
like "-q prints ids only" '^[0-9a-f]{12}$' "$(ls_of -q | sort -u | head -n 1)"
is "--no-trunc prints them whole" 64 "$(ls_of -q --no-trunc | head -n 1 | tr -d '\n' | wc -c)"
id=$(ls_of -q --no-trunc -f "name=$a")

# Each filter, and the networks which pass.
while IFS='|' read -r text options expected; do
	# shellcheck disable=SC2086
	is "$text" "$expected" "$(names $options)"
done <<END
by name|-f name=net-$tag|$a $b
by two names, either|-f name=$a -f name=$c|$a $c
by driver|-f driver=null|none
by id|-f id=${id::20}|$a
by type: built in|-f type=builtin|bridge host none
by type and name, both|--filter type=custom --filter name=$tag-1|$b
by scope|-f scope=local -f name=$c|$c
none of them|-f scope=global|
by label|-f label=tier|$a $b
by a label's value|-f label=tier=back|$b
by labels, each|-f label=purpose -f label=tier|$a
by a label of nobody's|-f label=x|
END
while IFS='|' read -r text message filter; do
	refused "$text" 1 "Error: $message" ctrnetctl network ls -f "$filter"
done <<END
a filter there is not|invalid filter 'colour'|colour=blue
a type there is not|invalid filter 'type=x'|type=x
no filter|invalid filter 'name': it is NAME=VALUE|name
END
is "a format of one's own" "$c bridge $(device_of "$c") false" \
	"$(ls_of --format '{{.Name}} {{.Driver}} {{.Device}} {{.IPv6}}' -f "name=$c")"
is "of labels" "tier=front,purpose=" "$(ls_of --format '{{.Labels}}' -f "name=$a")"
is "for scripts" "$id $a $(device_of "$a") false true front" "$(ls_of --json |
	jq -r --arg name "$a" '.[] | select(.Name == $name) |
		"\(.Id) \(.Name) \(.Device) \(.Internal) \(.EnableIPv4) \(.Labels.tier)"')"
is "with the members of inspect, and a device" "Device" \
	"$(jq -rn --argjson ls "$(ls_of --json)" --argjson inspect "$(ctrnetctl network inspect "$a")" \
		'[$ls[] | keys[]] - ($inspect[0] | keys) | unique | join(" ")')"
is "inspect shows labels" '{"tier":"front","purpose":""}' \
	"$(ctrnetctl network inspect -f '{{json .Labels}}' "$a")"
refused "a label of no name" 1 "Error: invalid label '=x': empty name" \
	ctrnetctl network create --label =x "no-$tag"
refused "one which is no text" 1 "Error: labels must be valid UTF-8" \
	ctrnetctl network create --label $'x=\xff' "no-$tag"
prints_nothing "no network is made for it" ls_of -q -f "name=no-$tag"
# Anybody's device may be called anything but for blanks, slashes and colons.
at_exit ip link delete $'\xff\x1b'"-$tag"
ip link add $'\xff\x1b'"-$tag" type ctrnet
is "what cannot be shown of a device's name is not" "??-$tag ??-$tag" \
	"$(ls_of --json | jq -r --arg name "??-$tag" '.[] | select(.Name == $name) | "\(.Name) \(.Device)"')"
like "nor in a table" "   \?\?-$tag +bridge +local" "$(ls_of)"
is "it is found by what is shown" "??-$tag" "$(ctrnetctl network inspect "??-$tag" | jq -r '.[0].Name')"
at_exit ip link delete $'\xfe\x1b'"-$tag"
ip link add $'\xfe\x1b'"-$tag" type ctrnet
refused "if it is one of two, that is told" 1 \
	"Error: network ??-$tag is ambiguous (2 matches found on name)" \
	ctrnetctl network inspect "??-$tag"
refused "a format's field which there is not, if nothing is to be listed" 1 \
	"Error: template: no field .Nothing" ctrnetctl network ls --format '{{.Nothing}}' -f "name=no-$tag"

# --- inspect ---
is "members of inspect, as Docker has them" \
	"Name Id Created Scope Driver EnableIPv4 EnableIPv6 IPAM Internal Containers Options Labels" \
	"$(ctrnetctl network inspect "$a" | jq -r '.[0] | keys_unsorted - ["Drops"] | join(" ")')"
start "$web" --network "$a" -- sleep infinity
refused "nobody's" 1 "Error: network no-$tag not found" ctrnetctl network inspect "no-$tag"
is "is an empty list" "[]" "$(ctrnetctl network inspect "no-$tag" 2>/dev/null || true)"
refused "rm -f does mind who is on it" 1 "Error: error while removing network: network $a has active endpoints (name:\"$web\" id:\"$(field "$web" .Id | cut -c -12)\")" \
	ctrnetctl network rm -f "$a"
is "a container in it, by id" "$(field "$web" .Id) $web $(address "$web")/16" \
	"$(ctrnetctl network inspect "$a" |
		jq -r '.[0].Containers | to_entries[] | "\(.key) \(.value.Name) \(.value.IPv4Address)"')"
is "the default network's options" "true ctr0" \
	"$(ctrnetctl network inspect bridge | jq -r '.[0].Options |
		.["com.docker.network.bridge.default_bridge"] + " " + .["com.docker.network.bridge.name"]')"
is "the host's network" "host host" "$(ctrnetctl network inspect -f '{{.Name}} {{.Driver}}' host)"
is "none" "none null" "$(ctrnetctl network inspect -f '{{.Name}} {{.Driver}}' none)"
ctrnetctl stop -t 0 "$web" >/dev/null
is "one that is stopped is not shown" "{}" "$(ctrnetctl network inspect "$a" | jq -c '.[0].Containers')"

# --- rm and prune ---
is "one is removed, the others are tried" "$b" \
	"$(ctrnetctl network rm bridge "no-$tag" "$b" 2>/dev/null || true)"
is "and what went wrong is said" "Error: host is a pre-defined network and cannot be removed
Error: network no-$tag not found" "$(ctrnetctl network rm host "no-$tag" 2>&1 || true)"
refused "rm -f does not mind what is not there" 0 "" ctrnetctl network rm -f "no-$tag"
pruned=$(ctrnetctl network prune -f)
like "prune removes what nobody is to be on" "(^|
)$c(
|$)" "$pruned"
is "but not what a stopped container is on" "" "$(grep "$a" <<<"$pruned" || true)"
is "nor what is built in" "bridge host none" \
	"$(names -f type=builtin)"
