#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The host's IPsec policies hold for what is translated, from a flow's first packet on.
# Changes the host: its IPsec policies and keys are deleted, and all flows are ended.
#
#   outside ==== ESP ==== uplink  host ---- network --- server

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3 tcpdump
plan 16

server=server-$tag
outside_create
scratch
start_reporter "$server" -p "$port:80" -p "$port:80/udp" -p "$((port + 1)):7"
background "$server" python3 -c "$reporter" 7 echo
background outside python3 -c "$reporter" 7
background outside python3 -c "$reporter" 8 echo
wait_for 20 is_listening "$server" tcp 7
wait_for 20 is_listening outside tcp 7
wait_for 20 is_listening outside tcp 8

# on PLACE: lines for "ip xfrm"
on() {
	sed 's/^/xfrm /' | at "$1" ip -batch -
}
arriving="src $outside_address dst $uplink_address"
leaving="src $uplink_address dst $outside_address"
esp="tmpl proto esp mode transport level required"
# associations PLACE: with the keys of both directions
associations() {
	local keys

	printf -v keys 'mode transport auth hmac(sha256) 0x%064d enc cbc(aes) 0x%032d' 7 8
	on "$1" <<-END
		state add $arriving proto esp spi 0x1001 $keys
		state add $leaving proto esp spi 0x1002 $keys
	END
}
at_exit ip xfrm policy deleteall
at_exit ip xfrm state deleteall
associations host
associations outside
on host <<-END
	policy add $arriving dir in $esp
	policy add $leaving dir out $esp
END
on outside <<-END
	policy add $leaving dir in $esp
	policy add $arriving dir out $esp
END
collect "$dir/plain" outside tcpdump -lni eth0 udp or tcp
wait_for 20 grep -q listening "$dir/plain"

# --- with keys ---
is "published ports are reached" "$outside_address $outside_address" \
	"$(ask outside tcp "$uplink_address" "$port" udp "$uplink_address" "$port" | xargs)"
is "the outside is reached" "$uplink_address $uplink_address" \
	"$(ask "$server" tcp "$outside_address" 7 udp "$outside_address" 7 | xargs)"
succeeds "by large packets too" at "$server" ping -qc 1 -W 15 -s 5000 "$outside_address"
large=$(head -c 90000 /dev/zero | tr '\0' x)
talk_begin in outside "$uplink_address" $((port + 1))
talk_begin out "$server" "$outside_address" 8
is "and by many, both ways" "yes yes" "$(talk in "$large") $(talk out "$large")"

# --- without ---
# ask_often: by one flow from the server, until there is an answer
ask_often() {
	at "$server" python3 -uc '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(0.5)
s.connect((sys.argv[1], 7))
for _ in range(60):
    try:
        s.send(b"x")
        print(s.recv(100).decode().strip())
        break
    except OSError:
        print("nothing")' "$outside_address"
}
collect "$dir/lo" host tcpdump -lni lo host "$outside_address"
wait_for 20 grep -q listening "$dir/lo"
# The host's own packets are dropped meanwhile, or wait.
at_exit sysctl -qw "net.core.xfrm_larval_drop=$(sysctl -n net.core.xfrm_larval_drop)"
for setting in 0 1; do
	# What waits then has a reference on the route which the kernel never gives back
	# (xfrm_create_dummy_bundle()), whoever asks for it.
	if [[ $setting == 0 && -w /sys/kernel/debug/kmemleak ]]; then
		skip "larval_drop 0: nothing goes in plain while there are no keys" "the kernel leaks"
		skip "a flow which began before goes on with them" "the kernel leaks"
		continue
	fi
	sysctl -qw "net.core.xfrm_larval_drop=$setting"
	ip xfrm state deleteall
	ask_often >"$dir/asked" &
	wait_for 20 grep -q nothing "$dir/asked"
	is "larval_drop $setting: nothing goes in plain while there are no keys" 0 \
		"$(grep -c "> $outside_address" "$dir/plain" || true)"
	associations host
	wait $!
	is "a flow which began before goes on with them" "$uplink_address" \
		"$(tail -n 1 "$dir/asked")"
done
is "none went elsewhere meanwhile" 0 "$(grep -c "> $outside_address" "$dir/lo" || true)"
is "a connection from before goes on" yes "$(talk out more)"

on host <<<"policy update $leaving dir out action block"
is "nothing goes where a policy forbids it" "silence no" \
	"$(patience=2 ask "$server" udp "$outside_address" 7) $(talk out forbidden 2)"
is "nobody could read anything on the way" 0 "$(grep -c "$outside_address" "$dir/plain" || true)"
on host <<<"policy update $leaving dir out $esp"

# Who should use IPsec, but does not.
ctrnetctl flow flush >/dev/null
on outside <<<"policy delete $arriving dir out"
is "what comes in plain is not served" "silence silence" \
	"$(patience=2 ask outside tcp "$uplink_address" "$port" udp "$uplink_address" "$port" | xargs)"
is "and has no flow" 0 "$(ctrnetctl flow ls --json --peer "$outside_address" | jq length)"

# What was looked for is seen where it goes that way.
on host <<<"policy delete $leaving dir out"
at "$server" bash -c "echo plain >/dev/udp/$outside_address/7"
eventually "without a policy it goes in plain" 20 grep -q "> $outside_address" "$dir/plain"
at host ping -c 1 -W 1 -I lo "$outside_address" >/dev/null 2>&1 || true
eventually "and by lo if it is told to" 20 grep -q "> $outside_address" "$dir/lo"
