# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # set by measure and lib.sh
# Measuring: the loads are compiled, run so many times, and what came out is printed, a
# line of JSON for each figure:
#
#   {"group": "paths", "path": "veth", "title": "veth pair", "metric": "udp",
#    "values": [24870, 24866, 24874]}
#
# or, instead of metric and values, "missing" with the reason. What becomes of them is
# not decided here.

# Rounds of a run: so many that what the kernel does now and then for all of them is in each
# run as often as in the next one. Sockets are freed milliseconds later, hundreds of them at
# once, and each tick is work. Connections are fewer, as each takes a port of its own.
declare -A rounds=([udp]=5000 [tcp]=5000 [crr]=1000 [flow]=5000 [bulk]=16384)

# How many times more runs than usual: in bulk each connection falls into a rhythm of its own,
# and of a new flow little is left when a packet that is routed is taken off.
declare -A more=([bulk]=5 [flow]=5)

# compile NAME...: loads, into the scratch folder
compile() {
	local name

	for name; do
		cc -O2 -static -o "$dir/$name" "$bench/$name.c"
	done
}

# quoted TEXT: as a string of JSON; of plain text only
quoted() {
	local text=${1//\\/\\\\}
	printf '"%s"' "${text//\"/\\\"}"
}

# Of the machine; once. Of User-Mode-Linux in which pages its memory is, too, and which time is
# counted: that for which its process runs, or that by the clock (vm/boot.sh).
record_host() {
	local pages ran with=''

	pages=$(sed -n 's/.*\<ctrnet_pages=\([a-z]*\).*/\1/p' /proc/cmdline)
	if [[ -n $pages ]]; then
		stty -F /dev/ttyS2 raw -echo
		{ echo >&3 && read -r ran <&3; } 3<>/dev/ttyS2
		with=", \"pages\": \"$pages\", \"time\": \"$( ((ran)) && echo run || echo clock)\""
	fi
	printf '{"host": {"kernel": %s, "cpus": %d, "date": %s%s}}\n' \
		"$(quoted "$(uname -r)")" "$(nproc)" "$(quoted "$(date -u +%FT%TZ)")" "$with"
}

# record PATH TITLE METRIC VALUE...: in the clock's unit, unless $unit is set
record() {
	local IFS=,

	(( $# > 3 )) || { echo "$1: $3: no values" >&2; return 1; }
	printf '{"group": "%s", "path": "%s", "title": %s, "metric": "%s", "values": [%s]%s}\n' \
		"$group" "$1" "$(quoted "$2")" "$3" "${*:4}" "${unit:+, \"unit\": \"$unit\"}"
}

# record_missing PATH TITLE REASON
record_missing() {
	printf '{"group": "%s", "path": "%s", "title": %s, "missing": %s}\n' \
		"$group" "$1" "$(quoted "$2")" "$(quoted "$3")"
}

# Clients' ports are not used twice in a row: a connection of the last run may not yet
# be forgotten, at its ends or on the way. Sets $first.
first=20000
take_ports() {
	first=$((first + $1 > 59999 ? 20000 : first))
	taken=$first
	first=$((first + $1))
}

# rr MODE SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT: prints what a round costs
rr() {
	local n=${count:-${rounds[$1]}} taken=

	case $1 in
	crr | flow) take_ports $((n * 11 / 10 + 1)) ;;
	esac
	"$dir/rr" "$@" "$n" ${taken:+"$taken"}
}

# known_neighbours: whom a namespace has asked for once by ARP it knows for good, and whom it
# knows from others' questions it asks at once. In each direction a packet to a neighbour who is
# to be asked again costs 85 instructions more, and when that is, the kernel draws by lot.
# Of namespaces and devices made from now on.
known_neighbours() {
	host_sysctl net.ipv4.neigh.default.base_reachable_time_ms 86400000
	host_sysctl net.ipv4.neigh.default.delay_first_probe_time 0
}

# alone COMMAND...: in a process of its own. If that fails the group has failed, but goes on.
alone() {
	local status on_error

	# Not as a part of a condition, where no error would end it.
	on_error=$(trap -p ERR)
	trap - ERR
	set +e
	(
		eval "$on_error"
		set -e
		"$@"
	)
	status=$?
	set -e
	eval "$on_error"
	(( ! status )) || failed=$((failed + 1))
}

# flush_flows: what the runs before have left, which ctrnet and conntrack look through all the
# time, and by which a flow would be no new one; unless $keep_flows is set
flush_flows() {
	[[ -z ${keep_flows:-} ]] || return 0
	[[ ! -d /sys/module/ctrnet ]] || ctrnetctl flow flush >/dev/null
	box_flush
}

# at_least COUNT WANTED WHAT: else it is something else that is measured
at_least() {
	note "$3: $1"
	(( $1 >= $2 )) || { echo "${path:-$group}: only $1 of $2 $3" >&2; return 1; }
}

# forget_connections SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT: what is left of those which are
# over. It is there for a minute (TCP_TIMEWAIT_LEN), and its end would be work in another run.
forget_connections() {
	nsenter "--net=$1" ss -KHt state time-wait "sport = :$2" >/dev/null
	nsenter "--net=$3" ss -KHt state time-wait "dport = :$5" >/dev/null
}

# measure PATH TITLE MODES SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT
measure() {
	local mode i values

	for mode in $3; do
		values=()
		for (( i = 0; i < runs * ${more[$mode]:-1}; i++ )); do
			flush_flows
			rr "$mode" "${@:4}" >"$dir/value"
			values+=("$(<"$dir/value")")
			[[ $mode != crr ]] || forget_connections "${@:4}"
		done
		record "$1" "$2" "$mode" "${values[@]}"
	done
}

# often COMMAND...: measures with five times as many runs, where one differs more from the next
often() {
	local runs=$((5 * runs))

	"$@"
}

# measure_command PATH TITLE BEFORE COMMAND...: what a command costs while it runs (running),
# and by the clock until it has ended (all): with what it waits for, which is not the same
# twice. BEFORE makes it possible again. The first time does not count: files are read.
measure_command() {
	local i all=() running=() spent

	[[ -e $dir/spend ]] || compile spend
	for (( i = 0; i <= runs; i++ )); do
		eval "$3"
		flush_flows
		"$dir/spend" "${@:4}" >"$dir/value"
		read -ra spent <"$dir/value"
		(( i )) || continue
		all+=("${spent[0]}") running+=("${spent[1]}")
	done
	unit=nanoseconds record "$1" "$2" all "${all[@]}"
	record "$1" "$2" running "${running[@]}"
}

# kernel_memory: what the kernel has taken for itself, in bytes; not what is free less, as
# pages which a CPU keeps for later are not counted as free
kernel_memory() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	awk '/^(Slab|Percpu|VmallocUsed|KernelStack|PageTables):/ { sum += $2 }
		END { printf "%d\n", sum * 1024 }' /proc/meminfo
}

# settled_memory: the same, when nothing is freed any more of what was deleted before
settled_memory() {
	local last now i

	now=$(kernel_memory)
	for (( i = 0; i < 60; i++ )); do
		sleep 0.5
		last=$now now=$(kernel_memory)
		(( now < last - 65536 || now > last + 65536 )) || break
	done
	echo "$now"
}
