# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables are for the scripts which source this
# What the test scripts share. A script draws its topology, sources this file,
# says what programs it needs and how many tests it has, and then reports each
# with is, like, succeeds, prints_nothing, lacks, refused or eventually. All that it
# makes has $tag in its name, and is given to at_exit, so that scripts may run in any
# order. One which changes what the host itself has says so in its head, in a line that begins
# with "Changes the host:", and wants a machine which is there for nothing else.
#
# A PLACE is where a command runs: "host", "outside" (see outside_create), or
# the name of a container.

set -Eeuo pipefail
trap 'echo "# ${BASH_SOURCE[0]##*/}:$LINENO: failed: $BASH_COMMAND" >&2' ERR

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
. "$here/log.sh"
tag=$(printf '%05x' $((SRANDOM & 0xfffff)))
outside=outside-$tag
uplink=up-$tag
# Ten ports for the host, below those of outgoing connections.
port=$((10000 + 0x$tag % 2000 * 10))
subnet=198.$((18 + (0x$tag >> 8 & 1))).$((0x$tag & 255))
uplink_address=$subnet.1
outside_address=$subnet.2
prefix=fd$(printf '%02x:%x' $((0x$tag >> 16)) $((0x$tag & 0xffff)))
UPLINK=$prefix:1::1 OUTSIDE=$prefix:1::2

# How many times longer than others a kernel takes which is emulated and checks all it does:
# deadlines are so much later.
case $(uname -r) in
*-ctrnet-debug | *-ctrnet-kcsan) slow=10 ;;
*)                               slow=1 ;;
esac

# --- results ---------------------------------------------------------------

planned=0 reported=0 failed=0

plan() {
	planned=$1
	echo "TAP version 13"
	echo "1..$planned"
}

skip_all() {
	echo "TAP version 13"
	echo "1..0 # SKIP $1"
	exit 4
}

note() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

pass() {
	reported=$((reported + 1))
	echo "ok $reported - $1"
}

skip() {
	reported=$((reported + 1))
	echo "ok $reported - $1 # SKIP $2"
}

# fail TEXT EXPECTED GOT
fail() {
	reported=$((reported + 1))
	failed=$((failed + 1))
	echo "not ok $reported - $1"
	note "expected: $2"
	note "got: $3"
}

# is TEXT EXPECTED GOT: the same, to the letter.
is() {
	if [[ $3 == "$2" ]]; then
		pass "$1"
	else
		fail "$1" "$2" "$3"
	fi
}

# isnt TEXT UNWANTED GOT: something else, and not nothing.
isnt() {
	if [[ -n $3 && $3 != "$2" ]]; then
		pass "$1"
	else
		fail "$1" "something, but not '$2'" "$3"
	fi
}

# grows TEXT BEFORE NOW: of a counter
grows() {
	if [[ $2 =~ ^[0-9]+$ && $3 =~ ^[0-9]+$ ]] && (( $3 > $2 )); then
		pass "$1"
	else
		fail "$1" "more than $2" "$3"
	fi
}

# like TEXT EXPRESSION GOT: the extended regular expression matches.
like() {
	if [[ $3 =~ $2 ]]; then
		pass "$1"
	else
		fail "$1" "a match of $2" "$3"
	fi
}

# between TEXT LEAST MOST GOT: a number of the range.
between() {
	if [[ $4 =~ ^[0-9]+$ ]] && (( $4 >= $2 && $4 <= $3 )); then
		pass "$1"
	else
		fail "$1" "$2 to $3" "$4"
	fi
}

# succeeds TEXT COMMAND...
succeeds() {
	local text=$1 output status=0
	shift

	output=$("$@" 2>&1) || status=$?
	if (( status == 0 )); then
		pass "$text"
	else
		fail "$text" "status 0 of $*" "$status${output:+, $output}"
	fi
}

# prints_nothing TEXT COMMAND...: and it succeeds; is TEXT "" "$(COMMAND)" is content with one
# which fails, too.
prints_nothing() {
	local text=$1 output status=0
	shift

	output=$("$@" 2>&1) || status=$?
	if (( status == 0 )) && [[ -z $output ]]; then
		pass "$text"
	else
		fail "$text" "status 0 of $*, and no output" "$status${output:+, $output}"
	fi
}

# lacks TEXT EXPRESSION COMMAND...: it succeeds, and prints something, but no line which the
# extended regular expression matches.
lacks() {
	local text=$1 expression=$2 output status=0
	shift 2

	output=$("$@" 2>&1) || status=$?
	if (( status == 0 )) && [[ -n $output ]] && ! grep -qE -- "$expression" <<<"$output"; then
		pass "$text"
	else
		fail "$text" "status 0 of $*, and lines without $expression" "$status, $output"
	fi
}

# refused TEXT STATUS MESSAGE COMMAND...: it ends with the status, and says the
# message and nothing else on stderr.
refused() {
	local text=$1 status=$2 message=$3 got=0 output
	shift 3

	output=$("$@" 2>&1 >/dev/null) || got=$?
	if [[ $got == "$status" && $output == "$message" ]]; then
		pass "$text"
	else
		fail "$text" "$status, $message" "$got, $output"
	fi
}

# at_once: of a table of lines TEXT|EXPECTED|COMMAND, run all commands at once, so
# that where nothing may come it is waited for once, and compare what they print,
# a blank for the end of a line.
at_once() {
	local text expected command i open got
	local texts=() expectations=() outputs=()

	while IFS='|' read -r text expected command; do
		exec {open}< <(eval "$command" </dev/null)
		texts+=("$text") expectations+=("$expected") outputs+=("$open")
	done
	for i in "${!texts[@]}"; do
		open=${outputs[i]}
		mapfile -t got <&"$open"
		exec {open}<&-
		is "${texts[i]}" "${expectations[i]}" "${got[*]}"
	done
}

# each_dropped DEVICE REASON: of a table as that of at_once, one after the other; each makes
# the network drop something for the reason. Where all is slow, one may have lost patience
# before it sent anything, and is run again.
each_dropped() {
	local text expected command before got turn

	while IFS='|' read -r text expected command; do
		before=$(drops "$1" "$2")
		for turn in 1 2 3; do
			got=$(eval "$command" </dev/null)
			[[ $got == "$expected" && $(drops "$1" "$2") == "$before" ]] || break
		done
		is "$text" "$expected" "$got"
		grows "$text: that is counted" "$before" "$(drops "$1" "$2")"
	done
}

# status_of COMMAND...: what it ends with
status_of() {
	local status=0

	"$@" >/dev/null 2>&1 || status=$?
	echo "$status"
}

# pause SECONDS: without a process of its own, by a read which never gets anything
exec {never}<> <(:)
pause() {
	read -rt "$1" -u "$never" || true
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
	local end=$((SECONDS + $1 * slow))
	shift

	until "$@" >/dev/null 2>&1; do
		(( SECONDS <= end )) || return 1
		pause 0.1
	done
}

# eventually TEXT SECONDS COMMAND...
eventually() {
	local text=$1 limit=$2
	shift 2

	if wait_for "$limit" "$@"; then
		pass "$text"
	else
		fail "$text" "success of $* within $limit s" \
			"$("$@" 2>&1 || echo "status $?")"
	fi
}

# converse_begin NAME COMMAND...: with one, by a name, which answers each line with a line,
# until the script ends
declare -A asks tells
converse_begin() {
	local ask tell

	# shellcheck disable=SC2034 # names the coprocess
	coproc conversation { exec "${@:2}"; }
	exec {ask}>&"${conversation[1]}" {tell}<&"${conversation[0]}"
	asks[$1]=$ask tells[$1]=$tell
}

# converse NAME SECONDS WORD...: what it answers; nothing if it is late
converse() {
	local answer=

	echo "${*:3}" >&"${asks[$1]}"
	read -rt "$2" answer <&"${tells[$1]}" || true
	echo "$answer"
}

# --- the end ---------------------------------------------------------------

cleanups=()

# at_exit COMMAND...: the last one given runs first.
at_exit() {
	cleanups+=("${*@Q}")
}

# shellcheck disable=SC2317 # called by trap
finish() {
	local status=$? i

	trap - EXIT ERR
	set +e
	for (( i = ${#cleanups[@]} - 1; i >= 0; i-- )); do
		eval "${cleanups[i]}" >/dev/null 2>&1 </dev/null
	done
	(( status || (failed == 0 && reported == planned) )) || status=1
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

# host_sysctl KEY VALUE: a setting of the host, until the script ends; its head tells of that
host_sysctl() {
	at_exit sysctl -qw "$1=$(sysctl -n "$1")"
	sysctl -qw "$1=$2"
}

# Sets $dir to a folder that is there until the script ends. Containers see it,
# other than /tmp.
scratch() {
	dir=$(mktemp -d "/var/tmp/ctrnet-$tag.XXXX")
	at_exit rm -rf "$dir"
}

# --- a host of its own -------------------------------------------------------

# own_host "$@": begin the script anew where it is alone: in namespaces for network and
# processes, and with a /run/ctrnet and an /etc/ctrnet which nobody else sees. In the end it
# has no containers.
own_host() {
	if [[ -z ${CTRNET_OWN_HOST-} ]]; then
		(( EUID == 0 )) || skip_all "needs root"
		command -v unshare >/dev/null || skip_all "needs unshare"
		CTRNET_OWN_HOST=1 exec unshare -mnp --mount-proc --kill-child -- bash "$0" "$@"
	fi
	unset CTRNET_OWN_HOST
	ip link set lo up
	mkdir -p /run/ctrnet
	mount -t tmpfs -o mode=700 tmpfs /run/ctrnet
	# Only to be mounted on, if it is not there.
	! mkdir /etc/ctrnet 2>/dev/null || at_exit rmdir /etc/ctrnet
	mount -t tmpfs tmpfs /etc/ctrnet
	at_exit umount -l /etc/ctrnet
	at_exit own_host_end
}

own_host_end() {
	ctrnetctl ps -aq | xargs -r ctrnetctl rm -f
}

# --- what is needed ----------------------------------------------------------

# requires PROGRAM...
requires() {
	local program

	(( EUID == 0 )) || skip_all "needs root"
	for program in ctrnetctl ip jq python3 socat "$@"; do
		command -v "$program" >/dev/null || skip_all "needs $program"
	done
	[[ -d /sys/module/ctrnet ]] || modprobe -q ctrnet ||
		skip_all "needs the module ctrnet"
}

# plugin_find FOLDER NAME: sets $plugin to where it is installed, below /usr/local or /usr
plugin_find() {
	for plugin in {/usr/local,/usr}/lib/"$1/$2"; do
		[[ ! -x $plugin ]] || return 0
	done
	skip_all "needs $2"
}

# requires_sctp: its module may have to be loaded
requires_sctp() {
	modprobe -q sctp || [[ -d /proc/sys/net/sctp ]] || skip_all "needs SCTP"
}

# requires_tracing: sets $tracing to the kernel's, with the module's events
requires_tracing() {
	tracing=/sys/kernel/tracing
	[[ -e $tracing/trace ]] || mount -t tracefs tracefs "$tracing" 2>/dev/null || true
	[[ -d $tracing/events/ctrnet ]] || skip_all "needs the tracing of events"
}

log_mark "ctrnet selftest $tag" || true

# --- the outside ---------------------------------------------------------------

#   host                                    netns $outside
#   $uplink $uplink_address/24 ---- veth ---- $outside_address/24 eth0
#
# Neither is the other's router: what must not be reachable is tried with
# outside_route.
outside_create() {
	at_exit outside_delete
	ip netns add "$outside"
	ip -batch - <<-END
		link add $uplink type veth peer name eth0 netns $outside
		address add $uplink_address/24 dev $uplink
		link set $uplink up
	END
	ip -n "$outside" -batch - <<-END
		address add $outside_address/24 dev eth0
		link set lo up
		link set eth0 up
	END
	# Else the first answer waits for the carrier.
	wait_for 60 at outside ping -c 1 -W 1 "$uplink_address"
}

outside_delete() {
	ip netns pids "$outside" | xargs -r kill -KILL
	ip link delete "$uplink"
	ip netns delete "$outside"
}

# outside_create6: addresses of IPv6 as well, after outside_create
outside_create6() {
	ip address add "$UPLINK/64" dev "$uplink" nodad
	ip -n "$outside" address add "$OUTSIDE/64" dev eth0 nodad
}

# outside_route SUBNET: send it to the host, which is made a router.
outside_route() {
	host_sysctl net.ipv4.ip_forward 1
	ip -n "$outside" route add "$1" via "$uplink_address"
}

# --- places ----------------------------------------------------------------------

# Sets the array via.
enter() {
	case $1 in
	host)    via=(env) ;;
	outside) via=(nsenter "--net=/run/netns/$outside" --) ;;
	*)       via=(ctrnetctl exec -i "$1") ;;
	esac
}

# at PLACE COMMAND...
at() {
	local via

	enter "$1"
	"${via[@]}" "${@:2}"
}

# in_net NAME COMMAND...: in the container's network, with the host's files.
in_net() {
	nsenter "--net=/proc/$(pid "$1")/ns/net" -- "${@:2}"
}

# collect FILE PLACE COMMAND...: in the background, with its output in FILE,
# until the script ends; $! is its process.
collect() {
	local via

	enter "$2"
	"${via[@]}" "${@:3}" </dev/null >"$1" 2>&1 &
	at_exit kill -KILL $!
}

# background PLACE COMMAND...
background() {
	collect /dev/null "$@"
}

# is_listening PLACE tcp|udp|sctp PORT: as the kernel's table has it, whose states are
# 0A for listening, and 07 for UDP. To look there costs less than to run ss. That of
# SCTP has the style, one-to-one (2), the state, listening (10), and the port.
is_listening() {
	local process table lines sockets='' local_port

	if [[ $2 == sctp ]]; then
		at "$1" grep -qE "^ *[0-9a-f]+ +[0-9a-f]+ +2 +10 +[0-9]+ +$3 " /proc/net/sctp/eps
		return
	fi
	case $1 in
	host)    process=self ;;
	outside) [[ -n $(at "$1" ss -Hln"${2::1}" "sport = :$3") ]]; return ;;
	*)       process=$(pid "$1") ;;
	esac
	printf -v local_port %04X "$3"
	for table in "/proc/$process/net/$2"{,6}; do
		[[ ! -e $table ]] || { mapfile lines <"$table" && sockets+=${lines[*]}; }
	done
	[[ $sockets =~ :$local_port\ 0+:0000\ (0A|07)\  ]]
}

# can_listen PORT: the host can bind it.
can_listen() {
	local status=0

	socat "TCP-LISTEN:$1" - </dev/null >/dev/null 2>&1 &
	at_exit kill -KILL $!
	wait_for 60 is_listening host tcp "$1" || status=$?
	kill $! 2>/dev/null
	wait $! 2>/dev/null || true
	return "$status"
}

# ask PLACE [tcp|udp ADDRESS PORT]...: send each a line, all at once, and print
# the one that comes back; "refused" if there is nobody, "silence" if nothing
# comes in time. Where silence is the right answer, it need not be waited for long.
patience=15
ask() {
	# shellcheck disable=SC2016 # for the inner shell
	at "$1" bash -c '
		# A datagram is read as a whole, which read does not do.
		answer() {
			{ exec 3<>"/dev/$1/$2/$3"; } || return
			echo hello >&3
			if [[ $1 == udp ]]; then
				line=$(timeout "$patience" head -n 1 <&3)
			else
				read -r line <&3
			fi && [[ -n $line ]]
		} 2>/dev/null
		tell() {
			if answer "${@:2}"; then
				echo "$1 $line"
			elif (( $? == 124 )); then
				echo "$1 silence"
			else
				echo "$1 refused"
			fi
		}
		patience=$0 count=$(( $# / 3 )) asked=()
		exec 4<> <(:)
		for (( i = 0; i < count; i++ )); do
			tell "$i" "${@:i * 3 + 1:3}" >&4 &
			asked+=($!)
		done
		for (( i = 0; i < count; i++ )); do
			read -rt "$patience" -u 4 number line || break
			answers[number]=$line
		done
		exec 2>/dev/null
		kill -KILL "${asked[@]}"
		for (( i = 0; i < count; i++ )); do
			echo "${answers[i]:-silence}"
		done' $((patience * slow)) "${@:2}"
}

# talk_begin NAME PLACE ADDRESS PORT: a TCP connection, by a name, that is kept until
# the script ends, to one who echoes.
declare -A talks
talk_begin() {
	local fd via

	[[ -n ${talks_dir:-} ]] || talks_dir=$(mktemp -d "/var/tmp/ctrnet-$tag.XXXX")
	at_exit rm -rf "$talks_dir"
	mkfifo "$talks_dir/$1"
	exec {fd}<>"$talks_dir/$1"
	talks[$1]=$fd
	enter "$2"
	"${via[@]}" socat -T 300 - "TCP:$3:$4" <"$talks_dir/$1" >"$talks_dir/$1.out" 2>/dev/null &
	at_exit kill -KILL $!
}

# talk NAME TEXT [SECONDS]: whether what is said by that connection comes back: yes or no
talk() {
	echo "$2" >&"${talks[$1]}"
	wait_for "${3:-20}" grep -qx "$2" "$talks_dir/$1.out" && echo yes || echo no
}

# --- containers --------------------------------------------------------------------

# start NAME [OPTION...] -- COMMAND...: a container in the background.
start() {
	at_exit ctrnetctl rm -f "$1"
	ctrnetctl run -d --name "$@" >/dev/null
}

# As an argument: a container need not see this folder.
reporter=$(<"$here/reporter.py")

# start_reporter NAME [OPTION...]: one that tells each client of its port 80,
# TCP and UDP, the client's address.
start_reporter() {
	start "$@" -- python3 -c "$reporter" 80
	wait_for 60 is_listening "$1" tcp 80
}

# netns_reporter NETNS: the same in a named namespace
netns_reporter() {
	background host nsenter "--net=/run/netns/$1" -- python3 -c "$reporter" 80
	wait_for 60 netns_listens "$1"
}
netns_listens() {
	[[ -n $(nsenter "--net=/run/netns/$1" ss -Hlnt "sport = :80") ]]
}

icmp_error=$(<"$here/icmp_error.py")

# field NAME TEMPLATE: of ctrnetctl inspect
field() {
	ctrnetctl inspect -f "{{$2}}" "$1"
}

address() {
	field "$1" .NetworkSettings.IPAddress
}

gateway() {
	field "$1" .NetworkSettings.Gateway
}

mac() {
	field "$1" .NetworkSettings.MacAddress
}

pid() {
	field "$1" .State.Pid
}

# root_create FOLDER: a root for containers, of busybox alone
root_create() {
	at_exit rm -rf "$1"
	mkdir -p "$1"/{bin,etc}
	cp "$(command -v busybox)" "$1/bin/busybox"
	chroot "$1" /bin/busybox --install -s /bin
}

# library_create: a place for images, on which layers can be put, for this script
library_create() {
	mkdir -p /var/lib/ctrnet
	mount -t tmpfs -o mode=700 tmpfs /var/lib/ctrnet
	at_exit umount -l /var/lib/ctrnet
}

# --- networks ----------------------------------------------------------------------

# network_create NAME [OPTION...]
network_create() {
	at_exit ctrnetctl network rm "$1"
	ctrnetctl network create "${@:2}" "$1" >/dev/null
}

# device_of NETWORK: the name of its device
device_of() {
	ip -j link show type ctrnet | jq -r --arg name "$1 " \
		'.[] | select((.ifalias // "") | startswith($name)) | .ifname'
}

# neighbour PLACE ADDRESS DEVICE: the MAC address known there for it, or "none"
neighbour() {
	at "$1" ip -j neigh show "$2" dev "$3" | jq -r '.[0].lladdr // "none"'
}

# drops DEVICE REASON: how many packets of the network were dropped for it
drops() {
	ethtool -S "$1" | awk -v counter="drop-$2:" '$1 == counter { print $2 }'
}

# --- requests to the module ---------------------------------------------------------

# genl WORD...: what the module answers one who knows nothing but its specification
genl() {
	"$here/genl.py" "$@"
}

# genl_begin: one client for all that request asks, until the script ends
genl_begin() {
	converse_begin genl "$here/genl.py"
}

# request OPERATION [NAME=VALUE]...: the line which answers it; nothing if it is late
request() {
	converse genl 100 "$@"
}

# endpoints_of DEVICE: the network which endpoint asks
endpoints_of() {
	network_index=$(<"/sys/class/net/$1/ifindex")
}

# endpoint NAME: the number of a container's, after endpoints_of
endpoint() {
	genl "endpoint-get network=$network_index mac=$(mac "$1")" | jq .endpoint
}
