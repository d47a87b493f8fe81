#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a network lets its containers do: --icc with links, --internal, --routed,
# --masquerade, --no-firewall; from the start, and changed live.
# Changes the host: it forwards nothing for moments.
#
#   outside --- host --- network "net" --- web --link--> db
#                    |                 \-- third
#                    |-- network "in" --- inner
#                    \-- network "way" --- wayfarer

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool iptables ping
plan 69

net=net-$tag in=in-$tag way=way-$tag
web=web-$tag db=db-$tag third=third-$tag inner=inner-$tag wayfarer=way-$tag

# pings FROM TO-ADDRESS: yes or no
pings() {
	at "$1" ping -qc 1 -W "$patience" "$2" >/dev/null 2>&1 && echo yes || echo no
}
# from_port FROM PORT ADDRESS PORT: what a client gets that binds a port
from_port() {
	echo hello | ctrnetctl exec -i "$1" timeout "$patience" socat \
		- "TCP:$3:$4,bind=:$2,reuseaddr" 2>/dev/null | grep . || echo silence
}
on() {
	ctrnetctl network inspect -f "{{index .Options \"$2\"}}" "$1"
}

outside_create
network_create "$net" --icc off
is "inspect shows it" false "$(on "$net" com.docker.network.bridge.enable_icc)"
start_reporter "$db" --network "$net" --expose 80 --expose 80/udp --expose 82 \
	--expose 8080
background "$db" python3 -c "$reporter" 81
background "$db" python3 -c "$reporter" 82 echo
background outside python3 -c "$reporter" 82 echo
start_reporter "$web" --network "$net" -p "$port:80" --link "$db"
start_reporter "$third" --network "$net"
wait_for 20 is_listening "$db" tcp 81
wait_for 20 is_listening "$db" tcp 82
wait_for 20 is_listening outside tcp 82
DB=$(address "$db") WEB=$(address "$web") THIRD=$(address "$third")

# --- who reaches whom while icc is off ---
at_once <<END
the recipient reaches an exposed port|$WEB|ask $web tcp $DB 80
by UDP too|$WEB|ask $web udp $DB 80
not one that is not exposed|silence|patience=2 ask $web tcp $DB 81
a third one reaches none|silence|patience=2 ask $third tcp $DB 80
the source does not reach the recipient|silence|patience=2 ask $db tcp $WEB 80
the host reaches all|$(gateway "$db")|ask host tcp $DB 81
the outside what is published|$outside_address|ask outside tcp $uplink_address $port
nor by binding an exposed port|silence|patience=2 from_port $db 8080 $WEB 80
from which the recipient reaches it|$WEB|from_port $web 8080 $DB 80
the recipient pings the source|yes|pings $web $DB
the source not the recipient|no|patience=2 pings $db $WEB
a third one nobody|no|patience=2 pings $third $DB
all ping the gateway|yes|pings $third $(gateway "$third")
and the outside|yes|pings $third $outside_address
END

# --- links come and go ---
ctrnetctl link "$third" "$db:store"
is "a live link opens it" "$THIRD" "$(ask "$third" tcp "$DB" 80)"
ctrnetctl link "$db" "$web"
is "both directions may be linked" "$DB" "$(ask "$db" tcp "$WEB" 80)"
ctrnetctl unlink "$db" "$web"
is "and unlinked" silence "$(patience=2 ask "$db" tcp "$WEB" 80)"
talk_begin linked "$web" "$DB" 82
is "a connection to an exposed port" yes "$(talk linked one)"
ctrnetctl publish "$db" "$((port + 1)):81" >/dev/null
is "what is published later is open too" "$WEB" "$(ask "$web" tcp "$DB" 81)"
is "and the connection lives on" yes "$(talk linked two)"
ctrnetctl link "$third" "$db:again"
ctrnetctl unlink "$third" store
is "while one of two aliases is left, it stays open" "$THIRD" "$(ask "$third" tcp "$DB" 80)"
ctrnetctl rm --link "$third/again" >/dev/null
is "with the last one it is closed" silence "$(patience=2 ask "$third" tcp "$DB" 80)"
ctrnetctl restart -t 0 "$db" >/dev/null
wait_for 20 is_listening "$db" tcp 80
is "a source that has started again is open" "$WEB" "$(ask "$web" tcp "$(address "$db")" 80)"
ctrnetctl rm -f "$db" >/dev/null
start_reporter "$db" --network "$net" --expose 80
DB=$(address "$db")
is "and so is one made anew" "$WEB" "$(ask "$web" tcp "$DB" 80)"
ctrnetctl restart -t 0 "$web" >/dev/null
wait_for 20 is_listening "$web" tcp 80
WEB=$(address "$web")
is "a recipient that has started again is let in" "$WEB" "$(ask "$web" tcp "$DB" 80)"
# shellcheck disable=SC2016
is "from its first process on" "$DB" \
	"$(ctrnetctl run --rm --network "$net" --link "$db:db" -- bash -c \
		'exec 3<>/dev/tcp/db/80 && echo hello >&3 && head -n 1 <&3 >/dev/null && getent ahostsv4 db | cut -d " " -f 1 | head -n 1')"

# --- changed live ---
ctrnetctl network set --icc=on "$net"
is "icc on: all talk" "$THIRD" "$(ask "$third" tcp "$DB" 80)"
is "inspect shows that" true "$(on "$net" com.docker.network.bridge.enable_icc)"
background "$db" python3 -c "$reporter" 82 echo
wait_for 20 is_listening "$db" tcp 82
talk_begin peers "$third" "$DB" 82
is "on a connection, too" yes "$(talk peers one)"
ctrnetctl network set --icc off "$net"
is "and off again" silence "$(patience=2 ask "$third" tcp "$DB" 80)"
is "nor does that connection go on" no "$(talk peers two 2)"
is "but for links" "$WEB" "$(ask "$web" tcp "$DB" 80)"

# --- masquerade ---
# flows NAME: of a container
flows() {
	ctrnetctl flow ls --json "$1" | jq length
}
talk_begin masqueraded "$third" "$outside_address" 82
is "a connection to the outside" yes "$(talk masqueraded one)"
ctrnetctl network set --masquerade off "$net"
is "without masquerade it is gone at once" 0 "$(flows "$third")"
is "and nobody reaches the outside" no "$(patience=2 pings "$third" "$outside_address")"
is "what is published is reached" "$outside_address" "$(ask outside tcp "$uplink_address" "$port")"
ctrnetctl network set --masquerade on "$net"
is "and with it they do" yes "$(pings "$third" "$outside_address")"
is "but not by the connection from before" no "$(talk masqueraded two 2)"

# --- the host's firewall ---
iptables -I FORWARD -j DROP
at_exit iptables -D FORWARD -j DROP
is "the host's firewall judges" no "$(patience=2 pings "$third" "$outside_address")"
ctrnetctl network set --no-firewall "$net"
is "unless it is not asked" yes "$(pings "$third" "$outside_address")"
is "inspect shows that" false "$(on "$net" ctrnet.firewall)"
talk_begin judged "$third" "$outside_address" 82
is "nor is a connection judged" yes "$(talk judged one)"
ctrnetctl network set --firewall on "$net"
is "and is again" no "$(patience=2 pings "$third" "$outside_address")"
is "new ones, that is" yes "$(talk judged two)"
iptables -D FORWARD -j DROP

# --- internal ---
network_create "$in" --internal
vain="WARNING: ports of $inner are not published: network $in is internal; 'ctrnetctl network connect NETWORK $inner' puts it on one more"
is "run says that ports are not published over it" "$vain" \
	"$(start_reporter "$inner" --network "$in" -p "$((port + 2)):80" 2>&1)"
at_exit ctrnetctl rm -f "$inner"
is "inspect shows it" true "$(ctrnetctl network inspect -f '{{.Internal}}' "$in")"
prints_nothing "no default route leads out of it" ctrnetctl exec "$inner" ip route show default
is "the outside is not reached" no "$(patience=2 pings "$inner" "$outside_address")"
prints_nothing "nor is anything published" ctrnetctl port "$inner"
is "publish says so, too" "$vain" "$(ctrnetctl publish "$inner" "$((port + 3)):80" 2>&1)"
prints_nothing "nor live, now or before" ctrnetctl port "$inner"
is "the host is reached" yes "$(pings "$inner" "$(gateway "$inner")")"
ctrnetctl network connect "$net" "$inner"
is "another network is its way out" yes "$(pings "$inner" "$outside_address")"
is "where its ports are published" "0.0.0.0:$((port + 2))" "$(ctrnetctl port "$inner" 80 | head -n 1)"
is "also what was published live" "0.0.0.0:$((port + 3))" "$(ctrnetctl port "$inner" 80 | tail -n 1)"
is "it leaves that one, with a warning" \
	"WARNING: ports of $inner are not published any more: network $in is internal; 'ctrnetctl network connect NETWORK $inner' puts it on one more" \
	"$(ctrnetctl network disconnect "$net" "$inner" 2>&1)"
prints_nothing "and nothing is published" ctrnetctl port "$inner"

# --- routed ---
network_create "$way" --routed
start_reporter "$wayfarer" --network "$way"
background "$wayfarer" python3 -c "$reporter" 82 echo
wait_for 20 is_listening "$wayfarer" tcp 82
outside_route "$(ctrnetctl network inspect -f "{{(index .IPAM.Config 0).Subnet}}" "$way")"
is "a routed container is reached at its own address" "$outside_address" \
	"$(ask outside tcp "$(address "$wayfarer")" 80)"
talk_begin routed outside "$(address "$wayfarer")" 82
is "on a connection that is kept" yes "$(talk routed one)"
ctrnetctl network set --routed off "$way"
is "and no longer" no "$(patience=2 pings outside "$(address "$wayfarer")")"
is "nor by that connection" no "$(talk routed two 2)"

# --- refused: STATUS MESSAGE COMMAND... ---
while IFS='|' read -r text message command; do
	# shellcheck disable=SC2086
	refused "$text" 1 "Error: $message" ctrnetctl network $command
done <<END
neither on nor off|invalid --icc maybe: it is on or off|create --icc maybe x-$tag
internal and routed|conflicting options: a network is internal or routed|create --internal --routed x-$tag
internal and masqueraded|conflicting options: what is internal is not masqueraded|create --internal --masquerade on x-$tag
masqueraded and internal|conflicting options: what is internal is not masqueraded|create --masquerade on --internal x-$tag
a network that is not there|network x-$tag not found|set --icc off x-$tag
END
network_create "docker-$tag" -o com.docker.network.bridge.enable_icc=false \
	-o com.docker.network.bridge.enable_ip_masquerade=false
is "Docker's names for two of them" "false false" \
	"$(on "docker-$tag" com.docker.network.bridge.enable_icc) $(on "docker-$tag" com.docker.network.bridge.enable_ip_masquerade)"
is "nothing to be changed" 2 "$(status_of ctrnetctl network set "$net")"
