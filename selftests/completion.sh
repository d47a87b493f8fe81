#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What may follow on a command line, as the tool tells it to the shells, and as
# each of these hands it on.
# Sets: tool
#
#   network --- web (links to db as store, publishes 80), db; new never ran

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ss
plan 38

web=web-$tag db=db-$tag new=new-$tag net=net-$tag

start "$db" -- sleep infinity
start "$web" -p 80 -p 80/udp --link "$db:store" -- sleep infinity
at_exit ctrnetctl rm -f "$new"
ctrnetctl create --name "$new" -- true >/dev/null
network_create "$net"

# completed TEXT WORDS [WORD...]: of what it may become, which have our tag, or
# all with -; sorted, and without what they do.
completed() {
	local words

	words=$(ctrnetctl --complete "${@:3}" 2>/dev/null | cut -f 1 | sort | paste -sd ' ')
	is "$1" "$2" "$words"
}
# ours TEXT WORDS [WORD...]: the same, of all that have our tag.
ours() {
	local words

	words=$(ctrnetctl --complete "${@:3}" | grep -e "$tag" | sort | paste -sd ' ' || true)
	is "$1" "$2" "${words//-$tag/}"
}

completed "commands" "rename restart restore" re
completed "commands of container" "rename restart restore" container re
completed "commands which help is about" "unlink unpublish" help un
like "a command and what it does" "^ps"$'\t'"List containers$" "$(ctrnetctl --complete ps)"
completed "commands of network" "connect create" network c
completed "options" "--link --link-env" run --li
completed "options of a network's command" "--force --help --json" network rm --
completed "words which an option takes" "all none ports" run --link-env ""
completed "timeouts" "udp-dns= udp-unreplied=" network set --timeout udp-
completed "both words for a network's firewall" "--firewall --flow-limit" network create --f
completed "both, when it is set" "--no-firewall" network set --no
completed "a folder" ":folders" run --rootfs ""
completed "a file" ":files" run --env-file x
completed "nothing that can be known" "" run --name ""
completed "a command of the host" ":commands" run -d --name x -- ""
completed "its arguments" ":files" run -- ls -l ""
completed "no option behind the container's command" ":files" run -- ls --li
completed "of an unknown command" "" nothing ""
ours "containers" "db new web" rm ""
ours "containers and networks" "db net new web" inspect ""
ours "another one" "db new web" rm "$db" ""
ours "the beginning of one" "web" rm web
ours "those which run" "db web" stop ""
ours "those which do not" "new" start ""
ours "the value of an option" "db new web" run --link ""
ours "a recipient, then a source" "db new web" link "$web" ""
ours "networks" "net" network rm ""
ours "a network for run" "net" run --network ""
ours "a network, then a container" "db new web" network connect "$net" ""
completed "ports of a container" "80/tcp 80/udp" unpublish "$web" ""
completed "a port of a container, begun" "80/udp" port "$web" 80/u
is "aliases of a container" store "$(ctrnetctl --complete unlink "$web" st | cut -f 1)"

# Each shell has its script beside the tool's sources, which a kernel tree has not.
scripts=$here/../tools
has() {
	[[ -e $scripts/ctrnetctl.$1 ]] && command -v "$1" >/dev/null
}
bash_words() {
	bash -c '. "$0"
		compopt() { echo "compopt $*"; }
		COMP_LINE=$1 COMP_POINT=${#1}
		_ctrnetctl
		echo ${COMPREPLY[*]}' "$scripts/ctrnetctl.bash" "$1"
}
if has bash; then
	is "bash: commands" "rename restart restore" "$(bash_words "ctrnetctl re" | xargs -n 1 | sort | paste -sd ' ')"
	is "bash: containers" "$web" "$(bash_words "ctrnetctl stop web-$tag")"
	is "bash: folders" "compopt -o dirnames" "$(bash_words "ctrnetctl run --rootfs /" | xargs)"
else
	for text in commands containers folders; do
		skip "bash: $text" "no script for it here"
	done
fi

if has fish; then
	is "fish" "rename restart restore" "$(HOME=/nonexistent fish --no-config -c \
		". $scripts/ctrnetctl.fish; complete -C 'ctrnetctl re'" 2>/dev/null |
		cut -f 1 | sort | paste -sd ' ')"
else
	skip "fish" "not installed, or no script for it here"
fi

# A pseudo-terminal, since only an interactive zsh completes.
zsh_line() {
	# shellcheck disable=SC2016 # for zsh
	timeout 200 zsh -f -c 'zmodload zsh/zpty
		zpty shell zsh -f -i
		zpty -w shell "PS1=; fpath=($1 /usr/share/zsh/functions/Misc \${(M)fpath:#*/(Completion|Base|Zsh)}); autoload -Uz compinit; compinit -D -u; compdef _ctrnetctl ctrnetctl; bindkey \"^I\" complete-word; echo rea\"\"dy"
		zpty -r -m shell line "*ready*"
		zpty -w -n shell "$2"$'"'\\t'"'
		zpty -r -m shell line "$3" && echo completed
		zpty -d shell' zsh "$1" "$2" "$3"
}
if has zsh; then
	functions=$(mktemp -d)
	at_exit rm -rf "$functions"
	cp "$scripts/ctrnetctl.zsh" "$functions/_ctrnetctl"
	is "zsh" completed "$(zsh_line "$functions" "ctrnetctl run --link-env p" "*ports*" || true)"
else
	skip "zsh" "not installed, or no script for it here"
fi

refused "a mistyped command" 2 \
	"$(printf '%s\n' "ctrnetctl: unknown command 'pubish'; did you mean 'publish'?" \
		"Try 'ctrnetctl --help'.")" ctrnetctl pubish
