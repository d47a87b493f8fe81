# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables are for the scripts which source this
# What the scripts document_*.sh share: each runs the commands of a text which
# people learn Docker from, word by word, and compares what is printed. Such
# texts take ports, names and addresses for theirs, so each script has a host of
# its own: a network namespace, and /run/ctrnet, /opt and /usr/local/bin which
# nobody else sees.

if [[ -z ${document_host-} ]]; then
	(( EUID == 0 )) || { echo "1..0 # SKIP needs root"; exit 4; }
	document_host=own exec unshare -mn -- bash "$0" "$@"
fi

. "${BASH_SOURCE[0]%/*}/lib.sh"

# --- a host of its own -----------------------------------------------------

document_host() {
	requires curl script unshare
	ip link set lo up
	mkdir -p /run/ctrnet
	mount -t tmpfs tmpfs /run/ctrnet
	mount -t tmpfs tmpfs /opt
	# The texts' programs are called python: it has to be found in PATH.
	mkdir /opt/bin
	mount --bind /usr/local/bin /opt/bin
	mount -t tmpfs tmpfs /usr/local/bin
	find /opt/bin -mindepth 1 -maxdepth 1 -exec ln -s -t /usr/local/bin {} +
	ln -sf "$(command -v python3)" /usr/local/bin/python
	mkdir /opt/webapp
	cp "$here/document/app.py" /opt/webapp/
	at_exit document_end
}

document_end() {
	ctrnetctl ps -aq | xargs -r ctrnetctl rm -f
}

# --- docker ------------------------------------------------------------------

# What the texts' images have, as options of run: they are the host's own root.
declare -A image_options=(
	[training/webapp]='--expose 5000 -w /opt/webapp'
	[training/postgres]='--expose 5432 -e PG_VERSION=9.3'
	[busybox]='' [ubuntu]=''
)
declare -A image_commands=(
	[training/webapp]='python app.py'
	[training/postgres]='socat TCP-LISTEN:5432,fork,reuseaddr EXEC:cat'
	[busybox]=sh [ubuntu]='bash'
)

# Sets the array words to what docker "$@" is with ctrnetctl.
docker_words() {
	local image

	words=(ctrnetctl "$1")
	[[ $1 == run ]] || { words+=("${@:2}"); return; }
	shift
	while [[ $1 == -* ]]; do
		words+=("$1")
		case $1 in
		-p | -e | -h | -v | -w | --name | --link | --expose | --env-file | --network)
			words+=("$2")
			shift ;;
		esac
		shift
	done
	image=$1
	shift
	# shellcheck disable=SC2206 # words they are
	words+=(${image_options[$image]} --)
	[[ $image != busybox ]] || words+=(busybox)
	if (( $# )); then
		words+=("$@")
	else
		# shellcheck disable=SC2206
		words+=(${image_commands[$image]})
	fi
}

docker() {
	local words

	docker_words "$@"
	"${words[@]}"
}

# on_terminal INPUT docker run...: with a terminal, on which the lines are typed;
# prints what is to be seen there.
on_terminal() {
	local words

	docker_words "${@:3}"
	script -qec "${words[*]@Q}" /dev/null <<<"$1
exit" 2>&1 | tr -d '\r' | sed 's/\x1b\[[?0-9]*[a-z]//g'
}

# --- what is compared ----------------------------------------------------------

# says_hello TEXT URL
says_hello() {
	wait_for 20 curl -sf --noproxy '*' -o /dev/null "$2" || true
	is "$1" "Hello world!" "$(curl -s --noproxy '*' -m 10 "$2" || true)"
}

# table OUTPUT COLUMN...: lines of the columns, each by its heading, with blanks
# between; ids and times are as they come.
table() {
	awk -v wanted="$(printf '%s\n' "${@:2}")" '
		BEGIN { n = split(wanted, names, "\n") }
		NR == 1 {
			for (i = 1; i <= n; i++)
				at[i] = index($0, names[i])
			line = $0
			next
		}
		{
			text = ""
			for (i = 1; i <= n; i++) {
				cell = substr($0, at[i])
				sub(/   .*/, "", cell)
				text = text (i > 1 ? " " : "") cell
			}
			print text
		}' <<<"${1//…/.}"
}
