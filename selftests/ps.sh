#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What ps lists, and how: options, filters, formats.
# Sets: sanitized tool
#
#   host ---- network --- web (links to db), db; done has ended, new never ran

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires script
plan 69

web=web-$tag db=db-$tag done=done-$tag new=new-$tag p=$port

# In this order: the newest is listed first.
start "$db" --label tier=back --label kept --expose 6379 --expose 53/udp -- sleep infinity
start "$web" -l tier=front -l "team=a b" -p "$p:80" -p "127.0.0.1:$((p + 1)):81/udp" --link "$db:store" -- sleep infinity
at_exit ctrnetctl rm -f "$done"
ctrnetctl run --name "$done" --network none -- sh -c "exit 3" || true
at_exit ctrnetctl rm -f "$new"
ctrnetctl create --name "$new" -- true 1234567890 1234567890 >/dev/null

id=$(field "$web" .Id)

# listed TEXT NAMES [OPTION...]: which of ours ps prints, in its order, with
# "web" for web-$tag.
listed() {
	local names

	names=$(ctrnetctl ps --format '{{.Names}}' "${@:3}" 2>&1 | grep -e "$tag" -e Error: || true)
	is "$1" "$2" "$(tr '\n' ' ' <<<"${names//-$tag/}" | sed 's/ $//')"
}

listed "those which run" "web db"
listed "-a: all" "new done web db" -a
listed "-l: the newest" "new" -l
listed "-n: the newest two" "new done" -n 2
listed "-n -1: no limit" "web db" -n -1
listed "a name" "web" "$web"
listed "a name with a slash" "web" "/$web"
listed "an id" "web" "$id"
listed "the beginning of an id" "web" "${id::12}"
listed "names, in the order of the list" "web db" "$db" "$web"
listed "a name of one which does not run" "" "$done"
listed "a name, with -a" "done" -a "$done"
listed "nobody's name" "Error: No such container: no" "no-$tag"
listed "nobody's name among others" "web Error: No such container: no" "no-$tag" "$web"
is "is a failure" 1 "$(status_of ctrnetctl ps "no-$tag")"
refused "a name of one which does not run: how to see it" 0 \
	"WARNING: $done does not run: 'ps -a' lists it, too" ctrnetctl ps "$done"
refused "a filter which nobody fits" 0 \
	"WARNING: no container fits the filter: 'ps -a' lists all" ctrnetctl ps -f "name=no-$tag"
prints_nothing "for scripts, that is an answer" sh -c "ctrnetctl ps -q -f name=no-$tag && ctrnetctl ps -q $done"

listed "filter: name" "web" -f "name=eb-$tag"
listed "filter: name, as a regular expression" "db" --filter "name=^/d.-$tag\$"
listed "filter: one of two names" "web db" -f "name=web-$tag" -f "name=db-$tag"
listed "filter: id" "web" -f "id=^${id::12}"
listed "filter: two which do not fit together" "" -f "name=web-$tag" -f "id=^$(field "$db" .Id)"
listed "filter: exited" "done" -f status=exited -f "name=$tag"
listed "filter: created or running" "new web db" -f status=created -f status=running -f "name=$tag"
listed "filter: an exit status" "done" -f exited=3 -f "name=$tag"
listed "filter: another exit status" "" -f exited=0 -f "name=$tag"
listed "filter: network" "done" -a -f network=none -f "name=$tag"
listed "filter: image" "new done web db" -a -f ancestor=host -f "name=$tag"
listed "filter: published" "web" -f "publish=$p"
listed "filter: published, another protocol" "" -f "publish=$p/udp"
listed "filter: published, a range" "web" -f "publish=$p-$((p + 9))/udp"
listed "filter: exposed" "db" -f expose=6379 -f "name=$tag"
listed "filter: label" "web db" -f label=tier
listed "filter: label and value" "web" -f label=tier=front
listed "filter: two labels, both" "db" -f label=tier=back -f label=kept
listed "filter: two values of one label" "" -f label=tier=back -f label=tier=front
listed "filter: before" "db" -f "before=$web" -f "name=$tag"
listed "filter: since" "new done" -a -f "since=$web" -f "name=$tag"
listed "filter: since nobody" "Error: No such container: no" -f "since=no-$tag"

refused "filter: no value" 1 "Error: bad format of filter (expected name=value): name" \
	ctrnetctl ps -f name
refused "filter: there is none of that name" 1 "Error: invalid filter 'colour'" \
	ctrnetctl ps -f colour=red
refused "filter: no status" 1 "Error: invalid filter 'status=happy'" \
	ctrnetctl ps -f status=happy
refused "filter: no port" 1 "Error: invalid filter 'publish=x'" ctrnetctl ps -f publish=x

# inspect finds networks too.
is "inspect: a network" "bridge bridge" "$(ctrnetctl inspect -f '{{.Name}} {{.Driver}}' bridge)"
is "inspect: a container and a network" "/$web bridge" \
	"$(ctrnetctl inspect -f '{{.Name}}' "$web" bridge | paste -sd ' ')"
refused "inspect: neither" 1 "Error: No such object: no-$tag" ctrnetctl inspect "no-$tag"
# Scripts that count lines find one for each name.
is "inspect: neither: an empty list" "[]" "$(ctrnetctl inspect "no-$tag" 2>/dev/null || true)"
is "inspect: neither, with a template: an empty line" 1 \
	"$(ctrnetctl inspect -f '{{.Id}}' "no-$tag" 2>/dev/null | wc -l)"

# The table of the documents.
table=$(ctrnetctl ps "$web")
like "the headings" '^CONTAINER ID   IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES$' "${table%%$'\n'*}"
like "a row" "^${id::12}   host      \"sleep infinity\"   .+ ago +Up .+   0.0.0.0:$p->80/tcp, 127.0.0.1:$((p + 1))->81/udp   $web\$" \
	"${table#*$'\n'}"
is "a command is cut" '"true 1234567890 123…" "true 1234567890 1234567890"' \
	"$(ctrnetctl ps -a --format '{{.Command}}' "$new") $(ctrnetctl ps -a --no-trunc --format '{{.Command}}' "$new")"

# formatted TEXT LINES FORMAT [OPTION...]
formatted() {
	is "$1" "$2" "$(ctrnetctl ps --format "$3" "${@:4}" 2>&1 || true)"
}
formatted "a line for each" "$web 0.0.0.0:$p->80/tcp, 127.0.0.1:$((p + 1))->81/udp" \
	'{{.Names}} {{.Ports}}' "$web"
formatted "members" "${id::12} host \"sleep infinity\" running bridge" \
	'{{.ID}} {{.Image}} {{.Command}} {{.State}} {{.Networks}}' "$web"
formatted "names by links" "$db,$web/store" '{{.Names}}' --no-trunc "$db"
formatted "a table" "$(printf '%-8s   STATE\n%-8s   running' NAMES "$db")" \
	'table {{.Names}}\t{{.State}}' "$db"
formatted "no field" "Error: template: no field .Nothing" '{{.Nothing}}' "$db"
refused "inspect: no template" 64 'Error: template parsing error: unclosed action near ""' \
	ctrnetctl inspect -f '{{.Name' "$web"
refused "inspect: no field" 1 "Error: template: no field .Nothing" \
	ctrnetctl inspect -f '{{.Nothing}}' "$web"
is "inspect: labels" '{"tier":"front","team":"a b"}' "$(field "$web" 'json .Config.Labels')"
refused "no template" 64 'Error: template parsing error: unclosed action near ""' \
	ctrnetctl ps --format '{{.ID'
formatted "no field, of nobody" "Error: template: no field .Nothing" \
	'{{if .ID}}{{.Nothing}}{{end}}' -f "name=no-$tag"
formatted "a template of nobody" "" '{{.Names}}: {{(index (split .Ports ",") 7)}}' -f "name=no-$tag"
formatted "labels" "tier=front,team=a b" '{{.Labels}}' "$web"
is "json: an object for each" "$web $db" \
	"$(ctrnetctl ps --format json "$web" "$db" | jq -r .Names | paste -sd ' ')"
is "json: a list" "running $web" \
	"$(ctrnetctl ps --json "$web" | jq -r '.[] | "\(.State) \(.Name)"')"
is "-q: ids" "${id::12}" "$(ctrnetctl ps -q "$web")"
is "-q --no-trunc: whole ids" "$id" "$(ctrnetctl ps -q --no-trunc "$web")"

coloured() {
	TERM=xterm script -qec "$1" /dev/null </dev/null | grep -c $'\033' || true
}
is "colours on a terminal, unless unwanted" "1 0 0" "$(coloured "ctrnetctl ps $web") $(
	coloured "NO_COLOR=1 ctrnetctl ps $web") $(ctrnetctl ps "$web" | grep -c $'\033' || true)"
