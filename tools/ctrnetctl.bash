# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of ctrnetctl for bash. What there is to complete is asked of the
# tool itself: commands and options of its help, containers and networks.

_ctrnetctl_commands()
{
	ctrnetctl --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'
}

_ctrnetctl_options()
{
	ctrnetctl "$@" --help 2>/dev/null | grep -Eo -- '(^|[ ,[])--?[a-zA-Z][a-z-]*' |
		tr -d ' ,['
}

# Of all containers, or of those which run.
_ctrnetctl_containers()
{
	ctrnetctl ps "$@" -q --no-trunc 2>/dev/null |
		xargs -r ctrnetctl inspect -f '{{.Name}}' 2>/dev/null | tr -d /
}

_ctrnetctl_networks()
{
	ctrnetctl network ls 2>/dev/null | awk 'NR > 1 { print $2 }'
}

_ctrnetctl()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} words

	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		words="$(_ctrnetctl_commands) help --help --version"
	elif [[ $prev == --link ]]; then
		words=$(_ctrnetctl_containers)
	elif [[ $prev == --network ]]; then
		words="$(_ctrnetctl_networks) none"
	elif [[ $prev == --link-env ]]; then
		words='none ports all'
	elif [[ $prev == --rootfs || $prev == --env-file ]]; then
		compopt -o default
		return
	elif [[ $cur == -* && $command == network ]]; then
		words=$(_ctrnetctl_options network "${COMP_WORDS[2]}")
	elif [[ $cur == -* ]]; then
		words=$(_ctrnetctl_options "$command")
	else
		case $command in
		run | create)
			compopt -o default
			mapfile -t COMPREPLY < <(compgen -c -- "$cur")
			return ;;
		stop | kill | wait | exec | port)
			words=$(_ctrnetctl_containers) ;;
		network)
			words='ls create inspect rm connect disconnect'
			((COMP_CWORD > 2)) && words=$(_ctrnetctl_networks)
			[[ ${COMP_WORDS[2]} != *connect ]] ||
				words+=" $(_ctrnetctl_containers -a)" ;;
		help)
			words=$(_ctrnetctl_commands) ;;
		*)
			words=$(_ctrnetctl_containers -a) ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}

complete -F _ctrnetctl ctrnetctl
