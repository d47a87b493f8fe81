#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Command lines: help for everybody, what is said of those which are wrong, and
# what commands print for scripts.
# Changes the host: the images which it has cannot be seen meanwhile.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires setpriv
plan 53

one=one-$tag two=two-$tag net=net-$tag image=image-$tag
at_exit ctrnetctl rm -f "$one" "$two"

# --- help, without privileges ---
nobody() {
	setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all ctrnetctl "$@"
}
mapfile -t commands < <(ctrnetctl --complete "" | cut -f 1 | grep -v -e ^- -e ^container$ -e ^help$)
for group in network image flow; do
	mapfile -t -O "${#commands[@]}" commands < <(ctrnetctl --complete "$group" "" |
		sed "/^-/d; s/^/$group /")
done
# helpless WORD: the commands of which it prints no usage, or something else too
helpless() {
	local command help

	for command in "${commands[@]}"; do
		# shellcheck disable=SC2086 # two words
		help=$(nobody $command "$1" 2>&1) || echo "$command"
		[[ $help == "Usage: ctrnetctl $command "* ]] || echo "$command"
	done
}
between "there are commands" 30 60 "${#commands[@]}"
is "--help of each prints its usage" "" "$(helpless --help)"
is "so does -h, if it is all" "" "$(helpless -h)"
is "help of the tool" "Usage: ctrnetctl COMMAND [ARG]..." "$(nobody --help | head -n 1)"
is "all commands take -h among others but those where it is something else" \
	"Usage: ctrnetctl rm" "$(nobody rm -f -h | head -n 1 | cut -d ' ' -f 1-3)"

# --- what is wrong: STATUS, MESSAGE, what to see, COMMAND ---
while IFS='|' read -r status message help command; do
	# shellcheck disable=SC2086 # words
	refused "$command" "$status" "ctrnetctl: $message
Try 'ctrnetctl $help--help'." ctrnetctl $command
done <<END
2|'ctrnetctl port' requires at least 1 and at most 2 arguments|port |port
2|'ctrnetctl port' requires at least 1 and at most 2 arguments|port |port $one 80 81
2|'ctrnetctl rename' requires 2 arguments|rename |rename $one
2|'ctrnetctl stop' requires at least 1 argument|stop |stop
2|'ctrnetctl network ls' accepts no arguments|network ls |network ls $net
2|'ctrnetctl network connect' requires 2 arguments|network connect |network connect $net
2|unknown option '--colour'|ps |ps --colour
2|unknown option '--filtre=x'; did you mean '--filter'?|ps |ps --filtre=x
2|unknown option '--subnett'; did you mean '--subnet'?|network create |network create --subnett 10.9.0.0/16 $net
2|option '-t' needs a value|stop |stop $one -t
2|'x' is no number of seconds|stop |stop -t x $one
2|no command given|network |network
2|--json and --prometheus exclude each other|stats |stats --json --prometheus
2|'x' is no number of seconds|top |top -d x
2|'0' is no number of times|top |top -n 0
2|'0' is no number of lines|trace |trace -n 0
2|there is no hook 'stop' here|oci-hook |oci-hook stop
2|unknown command 'crate'; did you mean 'create'?|network |network crate
2|there is no 'attach': 'logs -f CONTAINER' shows its output, 'exec -it CONTAINER sh' is a shell in it||attach $one
2|there is no 'volume': 'run -v /FOLDER:/PATH' shows a folder of the host; no volume has a name||volume ls
2|there is no 'container prune': 'rm' removes those which 'ps -aq -f status=exited' lists||container prune
2|unknown command 'crate'; did you mean 'create'?||container crate
2|there is no 'image pull': skopeo copies images to OCI layouts, which 'image add NAME --oci LAYOUT' takes|image |image pull $image
125|there is no option '--restart=always': nothing is restarted by itself; 'ctrnetctl start' does it|create |create --restart=always -- true
125|there is no option '-m': an engine such as podman does that; ctrnet-cni(7), ctrnet-netavark(7) are its network|run |run -m 1g -- true
125|there is no option '--init': the command is process 1: what is to reap others has to be that|run |run --init -- true
2|there is no option '-v': no volume is a container's own; what it has written goes with it|rm |rm -fv $one
2|unknown option '-z'|ps |ps -az
125|unknown option '--exposed'; did you mean '--expose'?|run |run --exposed 80 -- true
125|--json is for -d: in the foreground the output is the command's|run |run --json -- true
125|no command given|run |run
END
refused "run -v of a named volume" 125 \
	"Error: invalid volume specification: 'data:/data': invalid volume source \"data\": there are no named volumes, give a path that begins with / or ." \
	ctrnetctl run -v data:/data -- true

# --- for scripts ---
members() {
	jq -r 'to_entries | map("\(.key)=\(.value)") | join(" ")'
}
made() {
	sed -E 's/Id=[0-9a-f]{64}/Id=64/'
}
library_create
scratch
is "run -d --json" "Id=64 Name=$one" \
	"$(ctrnetctl run -d --json --name "$one" -- sh -c 'echo out; echo err >&2; exec sleep inf' | members | made)"
logged() {
	ctrnetctl logs --json "$one" | jq -r '"\(.Stream) \(.Whole) \(.Text)"' | sort | uniq | paste -sd ,
}
logged_both() {
	[[ $(logged) == *,* ]]
}
wait_for 20 logged_both || true
is "logs --json" "stderr true err,stdout true out" "$(logged)"
is "create --json" "Id=64 Name=$two" \
	"$(ctrnetctl create --json --name "$two" --network none -- sh -c "exit 3" | members | made)"
is "network create --json" "Id=64 Name=$net" "$(ctrnetctl network create --json "$net" | members | made)"
is "image add --json" "Id=64 Name=$image:latest" \
	"$(ctrnetctl image add --json "$image" --rootfs "$dir" -- true | members | made)"
is "start --json, of what could be started" "Container=$two" \
	"$(ctrnetctl start --json "no-$tag" "$two" 2>/dev/null | members)"
is "wait --json" "Container=$two ExitCode=3" "$(ctrnetctl wait --json "$two" | members)"
for command in "stop -t 0" restart\ -t\ 0 kill; do
	# shellcheck disable=SC2086 # words
	is "$command --json: an object for each" "Container=$one" \
		"$(ctrnetctl $command --json "$one" 2>/dev/null | members)"
done
is "rm --json" "Container=$one,Container=$two" "$(ctrnetctl rm --json "$one" "$two" | members | paste -sd ,)"
is "network rm --json" "Network=$net" "$(ctrnetctl network rm --json "$net" | members)"
is "image rm --json" "Image=$image" "$(ctrnetctl image rm --json "$image" | members)"

# --- output which cannot be written ---
# silent COMMAND...: those which do not fail, or do not say why
silent() {
	local command status output

	for command; do
		status=0
		# shellcheck disable=SC2086 # words
		output=$(ctrnetctl $command 2>&1 >/dev/full) || status=$?
		[[ "$status $output" == "1 Error: cannot write to standard output: No space left on device" ]] ||
			echo "$command: $status $output"
	done
}
is "a full disk is told, and a failure" "" "$(silent "run -d --name $one --network none -- echo out" \
	"wait $one" "logs $one" "inspect $one" "ps -a" "ps -a --json" "network ls" \
	"stats --prometheus" "flow ls --help" --version)"
refused "of a container's output its command knows" 3 "" \
	sh -c "exec ctrnetctl run --rm --network none -- sh -c 'echo out 2>/dev/null; exit 3' >/dev/full"
mkfifo "$dir/pipe"
exec 8<>"$dir/pipe"
exec 9>"$dir/pipe" 8<&-
refused "whose reader is gone has said enough" 0 "" sh -c "trap '' PIPE; ctrnetctl ps -a >&9"
exec 9>&-
