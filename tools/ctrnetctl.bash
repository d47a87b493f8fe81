# SPDX-License-Identifier: GPL-2.0-only
# Completion of ctrnetctl for bash. The tool itself knows what may follow: see
# complete.h.

_ctrnetctl()
{
	local line=${COMP_LINE:0:COMP_POINT} cur word begun
	local -a words found

	# Not COMP_WORDS, which are parted at colons too.
	read -ra words <<<"$line"
	[[ $line != *[[:space:]] ]] || words+=("")
	cur=${words[-1]}
	mapfile -t found < <(ctrnetctl --complete "${words[@]:1}" 2>/dev/null)

	COMPREPLY=()
	# What bash takes for the word begins after the last colon or equals sign.
	begun=${cur%"${cur##*[:=]}"}
	for word in "${found[@]}"; do
		case $word in
		:files)    compopt -o default ;;
		:folders)  compopt -o dirnames ;;
		:commands) mapfile -t COMPREPLY < <(compgen -c -- "$cur") ;;
		*)         word=${word%%$'\t'*}
			   COMPREPLY+=("${word#"$begun"}") ;;
		esac
	done
}

complete -F _ctrnetctl ctrnetctl
