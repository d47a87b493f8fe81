#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The first session of README.md, word by word: each of its commands prints what
# it says there, but for ids and times. And what README.md points to is there.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
# The session takes ports, names and addresses for its own.
own_host "$@"
readme=$here/../README.md
[[ -e $readme ]] || { echo "1..0 # SKIP no README.md here"; exit 4; }
requires curl getent python3 redis-cli redis-server
unset http_proxy HTTP_PROXY

# The session's commands, and what each prints.
commands=() outputs=()
while IFS= read -r line; do
	if [[ $line == '# '* ]]; then
		commands+=("${line#\# }")
		outputs+=('')
	else
		outputs[-1]+=${outputs[-1]:+$'\n'}$line
	fi
done < <(awk '/^A first session/ { session = 1 } /^## / { session = 0 }
	session && /^```/ { block = !block; next } session && block' "$readme")

# Paths in links, without those of the web and of places in the page.
mapfile -t paths < <(grep -o '](\([^)]*\))' "$readme" | sed 's/^](//; s/)$//; s/#.*//' |
	grep -v '^https\?:' | sort -u | grep .)
plan $((${#commands[@]} + ${#paths[@]} + 2))

isnt "there is a session" 0 "${#commands[@]}"

shape() {
	tr -d '\r' | sed -E 's/\b[0-9a-f]{64}\b/ID/g; s/\b[0-9a-f]{12}\b/ID/g
		s/(About |Less than )?(an?|[0-9]+) (second|minute)s?/TIME/g; s/ +/ /g'
}

# Programs need a moment before they answer: who reads types no faster.
prints() {
	output=$(bash -c "$1" 2>&1 | shape) || true
	[[ $output == "$2" ]]
}

for i in "${!commands[@]}"; do
	expected=$(shape <<<"${outputs[i]}")
	output=
	case ${commands[i]} in
	curl* | *' exec '*) wait_for 20 prints "${commands[i]}" "$expected" || true ;;
	*) prints "${commands[i]}" "$expected" || true ;;
	esac
	is "${commands[i]}" "$expected" "$output"
done

is "nothing listens" "" "$(ss -Hltun)"
for path in "${paths[@]}"; do
	[[ -e $here/../$path ]] && found=$path || found=
	is "README.md: $path" "$path" "$found"
done
