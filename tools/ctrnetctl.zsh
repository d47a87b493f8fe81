#compdef ctrnetctl
# SPDX-License-Identifier: GPL-2.0-only
# Completion of ctrnetctl for zsh. The tool itself knows what may follow: see
# complete.h.

_ctrnetctl() {
	local line word description
	local -a words_found descriptions

	for line in ${(f)"$(_call_program words ctrnetctl --complete ${(q)words[2,CURRENT]})"}; do
		case $line in
		:files)    _files; return ;;
		:folders)  _files -/; return ;;
		:commands) _command_names -e; return ;;
		esac
		word=${line%%$'\t'*}
		description=${line#*$'\t'}
		words_found+=($word)
		if [[ $description == $line ]]; then
			descriptions+=($word)
		else
			descriptions+=("$word  -- $description")
		fi
	done
	(( $#words_found )) && compadd -l -d descriptions -a words_found
}

_ctrnetctl "$@"
