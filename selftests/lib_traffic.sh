# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # lib.sh's variables
# Traffic that goes on while a script does something else, and who looks how it fares. Behind
# lib.sh.

# traffic_begin NAME PEER PORT: until traffic_end, keep the container NAME busy,
# with floods and with ever new flows. Its TCP and UDP ports 9 are published on
# PORT. All at the lowest priority, as the script has to get on.
traffic=()
traffic_begin() {
	local before place

	background "$1" nice -n 19 socat -u UDP4-RECV:9 OPEN:/dev/null
	background "$1" nice -n 19 socat -u OPEN:/dev/zero TCP-LISTEN:9,fork,reuseaddr
	wait_for 60 is_listening "$1" tcp 9

	before=$(received "$1")
	# shellcheck disable=SC2016
	for place in host "$2"; do
		traffic_loop "$place" 'ping -fq -w 60 "$0"' "$(address "$1")"
	done
	# shellcheck disable=SC2016
	traffic_loop "$1" 'ping -fq -w 60 "$0"' "$outside_address"
	# shellcheck disable=SC2016
	traffic_loop "$1" 'echo >"/dev/udp/$0/9"' "$outside_address"
	# shellcheck disable=SC2016
	traffic_loop outside 'echo >"/dev/udp/$0/$1"' "$uplink_address" "$3"
	# shellcheck disable=SC2016
	traffic_loop outside 'timeout 1 cat <"/dev/tcp/$0/$1"' "$uplink_address" "$3"
	wait_for 200 eval "(( \$(received $1) > $before + 200 ))"
}

# traffic_loop PLACE SCRIPT [ARGUMENT...]: a session of its own, to end as a whole.
traffic_loop() {
	local via

	enter "$1"
	# A read which never gets anything sleeps without a process of its own.
	setsid "${via[@]}" nice -n 19 bash -c \
		"exec 4<> <(:); while :; do $2; read -rt 0.002 -u 4; done" "${@:3}" \
		</dev/null >/dev/null 2>&1 &
	traffic+=($!)
}

traffic_end() {
	local process

	for process in "${traffic[@]}"; do
		kill -KILL -- "-$process" 2>/dev/null || true
		wait "$process" 2>/dev/null || true
	done
	traffic=()
}
at_exit traffic_end

# bystander_begin ADDRESS PORT [OTHERPORT]: a client outside (see bystander.py), until the
# script ends
bystander_begin() {
	local via

	enter outside
	converse_begin bystander "${via[@]}" python3 "$here/bystander.py" "$@"
}

# bystander WORD...: what it tells; nothing if it is late
bystander() {
	converse bystander 1000 "$@"
}

# received NAME: how many packets a container has got
received() {
	local device packets

	while read -r device _ packets _; do
		[[ $device != eth0: ]] || echo "$packets"
	done <"/proc/$(pid "$1")/net/dev"
}
