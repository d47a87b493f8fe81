#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Shows what ctrnet is for, with real programs: a Redis server and a web
# application that knows it by name, in two containers; the application is
# published on a port of the host, and a client outside reads its page.
#
#   outside --veth-- host :8080 -> web :80 --link--> db :6379
#
# Each step prints its command and what that printed, and is checked; the
# first one that is not as expected ends the demo with status 1.

. "${BASH_SOURCE[0]%/*}/lib.sh"

bold='' plain=''
if [[ -t 1 && ${TERM:-dumb} != dumb && -z ${NO_COLOR-} ]]; then
	bold=$'\e[1m' plain=$'\e[0m'
fi

number=
step() {
	number=$((number + 1))
	printf '\n%s%d. %s%s\n' "$bold" "$number" "$1" "$plain"
}

# broken WHAT: the end, with the reason
broken() {
	trap - ERR
	printf 'demo: failed%s: %s\n' "${number:+ in step $number}" "$1" >&2
	if ctrnetctl network inspect bridge 2>/dev/null | grep -q '"firewall"'; then
		echo "demo: this host's FORWARD rules drop packets from or to ctr0" >&2
	fi
	exit 1
}

# shown COMMAND...: as it would be typed
shown() {
	local word words=()

	for word in "$@"; do
		[[ $word =~ ^[][A-Za-z0-9_./:=@%+,-]+$ ]] || word=${word@Q}
		words+=("$word")
	done
	printf '%s$ %s%s\n' "$bold" "${words[*]}" "$plain"
}

# runs COMMAND...: shows it and what it prints, and sets $output to that
runs() {
	local status=0

	shown "$@"
	output=$("$@" 2>&1) || status=$?
	[[ -z $output ]] || printf '%s\n' "$output"
	(( status == 0 )) || broken "the command ended with status $status"
}

# prints WHAT EXPRESSION: the extended regular expression matches the $output
prints() {
	[[ $output =~ $2 ]] || broken "$1 is not to be seen there"
}

# waits WHAT COMMAND...: until it succeeds
waits() {
	wait_for 20 "${@:2}" || broken "$1 within 20 s"
}

answers() {
	: <>"/dev/tcp/$1/$2"
}

# --- what is needed ----------------------------------------------------------

(( EUID == 0 )) || broken "it needs root"
for program in ctrnetctl ip ss curl python3 redis-server redis-cli; do
	command -v "$program" >/dev/null || broken "it needs $program (see selftests/vm/programs)"
done

[[ -d /sys/module/ctrnet ]] || at_exit rmmod ctrnet
modprobe ctrnet || broken "it needs the module ctrnet (make install)"
for name in db web; do
	[[ $(field "$name" .Name 2>/dev/null) != "/$name" ]] ||
		broken "there is a container $name already"
	at_exit ctrnetctl rm -f "$name"
done

# The containers see the host's files, but not its /tmp.
dir=$(mktemp -d /var/tmp/ctrnet-demo.XXXX)
at_exit rm -rf "$dir"
cp "$here/demo/web.py" "$dir"

port=8080
while is_listening host tcp "$port"; do
	port=$((port + 1))
done
outside_create

# --- the demo ----------------------------------------------------------------

greeting="hello from the database"

step "A database in a container"
runs ctrnetctl run -d --name db --expose 6379 \
	redis-server --dir "$dir" --protected-mode no
first=$(address db)
waits "db answers" answers "$first" 6379
runs ctrnetctl exec db redis-cli SET greeting "$greeting"
prints "the database's answer" '^OK'

step "A web application which knows it by name, published on port $port"
runs ctrnetctl run -d --name web --link db:db -p "$port:80" python3 "$dir/web.py"
waits "web answers" answers "$(address web)" 80
runs ctrnetctl ps
prints "web with its port" "0\.0\.0\.0:$port->80/tcp +web"
runs ctrnetctl port web
prints "the port" "^80/tcp -> 0\.0\.0\.0:$port$"

step "A client outside reads its page, and is seen by its own address"
runs ip netns exec "$outside" curl -sm 10 "http://$uplink_address:$port/"
prints "the text from the database" "$greeting"
prints "the number of the visit" "visit 1, "
prints "the client's address" "you are $outside_address$"

step "The host itself comes in by 127.0.0.1, without a proxy"
runs curl -sm 10 "http://127.0.0.1:$port/"
prints "the next visit" "visit 2, "
prints "the gateway's address" "you are $(gateway web)$"

step "What web knows of db"
runs ctrnetctl exec web cat /etc/hosts
prints "db" "$first"$'\t'"db "
runs ctrnetctl exec web sh -c 'tr "\0" "\n" </proc/1/environ | grep ^DB_'
prints "the database's port" "DB_PORT=tcp://$first:6379"

step "The database comes back with another address, and web finds it"
runs ctrnetctl restart db
second=$(address db)
[[ $second != "$first" ]] || broken "db has the address $first again"
waits "db answers again" answers "$second" 6379
runs ctrnetctl exec web grep -w db /etc/hosts
prints "db at its new address" "$second"$'\t'"db "
runs ip netns exec "$outside" curl -sm 10 "http://$uplink_address:$port/"
prints "the text from the database" "$greeting"
prints "the next visit, read from the new address" "visit 3, read from db at $second"

printf "\n%sdemo: shown in %d s: a published port, the client's own address, a link by name that follows db from %s to %s%s\n" \
	"$bold" "$SECONDS" "$first" "$second" "$plain"
