#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Names of containers: which there can be, made-up ones, and how a container is
# found by name or id.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq
plan 32

name=name-$tag

# --- valid names ---
while IFS='|' read -r text given expected; do
	at_exit ctrnetctl rm "$expected"
	ctrnetctl create --name "$given" --network none -- true >/dev/null || true
	is "$text" "/$expected" "$(field "$expected" .Name)"
done <<END
letters, digits and what is allowed between|A9_.-$tag|A9_.-$tag
a slash in front, as inspect prints it|/slash-$tag|slash-$tag
two characters|${tag:3}|${tag:3}
another case is another name|NAME-$tag|NAME-$tag
a small one|$name|$name
END

# --- invalid ones ---
while IFS='|' read -r text given shown; do
	refused "$text" 125 \
		"Error: Invalid container name ($shown), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed" \
		ctrnetctl create --name "$given" --network none -- true
done <<END
no letter or digit at the beginning|-$tag|-$tag
an underscore there|_$tag|_$tag
a dot there|.$tag|.$tag
a blank|a b|a b
a path|a/b|a/b
a way up|../x|../x
two slashes|//x$tag|/x$tag
a letter of another alphabet|naïve|naïve
END

refused "one character" 125 \
	"Error: Invalid container name (x), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed, two characters at least" \
	ctrnetctl create --name x --network none -- true

# --- who has a name ---
taken() {
	refused "$1" 125 "Error: Conflict. The container name \"/$2\" is already in use by container \"$(field "$2" .Id)\". You have to remove (or rename) that container to be able to reuse that name." \
		ctrnetctl create --name "$2" --network none -- true
}
taken "one that was never started has its name" "$name"
ctrnetctl start "$name" >/dev/null
eventually "it ends" 20 eval "[[ \$(field $name .State.Status) == exited ]]"
taken "one that has ended, too" "$name"
ctrnetctl run --rm --name "rm-$tag" --network none -- true
succeeds "--rm frees it" ctrnetctl run --rm --name "rm-$tag" --network none -- true
ctrnetctl rm "$name" >/dev/null
succeeds "and so does rm" ctrnetctl create --name "$name" --network none -- true

# --- made-up names, and ids ---
ids=() made_up=()
for (( i = 0; i < 17; i++ )); do
	id=$(ctrnetctl create --network none -- true)
	at_exit ctrnetctl rm "$id"
	ids+=("$id")
	made_up+=("$(field "$id" .Name)")
done
is "all are an adjective and a surname" "" \
	"$(printf '%s\n' "${made_up[@]}" | grep -vE '^/[a-z]+_[a-z]+[0-9]?$' || true)"
is "all different" "" "$(printf '%s\n' "${made_up[@]}" | sort | uniq -d)"
is "an id is 64 hexadecimal digits" "" "$(printf '%s\n' "${ids[@]}" | grep -vE '^[0-9a-f]{64}$' || true)"
# Of 17 ids, two begin alike.
two=$(printf '%s\n' "${ids[@]}" | cut -c 1 | sort | uniq -d | head -n 1)
refused "the beginning of two ids" 1 "Error: multiple IDs found with provided prefix: $two" \
	field "$two" .Id
is "the beginning of one" "${ids[0]}" "$(field "${ids[0]::12}" .Id)"
is "a whole id" "${ids[0]}" "$(field "${ids[0]}" .Id)"
refused "an id is no name" 125 \
	"Error: Invalid container name (${ids[0]}), 64 hexadecimal digits are an id" \
	ctrnetctl create --name "${ids[0]}" --network none -- true
is "a name" "${ids[0]}" "$(field "${made_up[0]}" .Id)"
at_exit ctrnetctl rm "${ids[1]::12}"
named=$(ctrnetctl create --name "${ids[1]::12}" --network none -- true)
is "a name comes before the beginning of an id" "$named" "$(field "${ids[1]::12}" .Id)"

# --- rm ---
is "rm echoes what it was given" "${ids[2]::12}" "$(ctrnetctl rm "${ids[2]::12}")"
refused "rm of nobody" 1 "Error: No such container: no-$tag" ctrnetctl rm "no-$tag"
refused "rm -f of nobody is told, but no failure" 0 "Error: No such container: no-$tag" \
	ctrnetctl rm -f "no-$tag"
is "and not echoed" "${ids[3]}" "$(ctrnetctl rm -f "no-$tag" "${ids[3]}" 2>/dev/null)"
