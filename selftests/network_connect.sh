#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Containers on several networks, which they join and leave while they run.
# Sets: sanitized
#
#   host --- bridge --- web --- back --- db
#                          \--- side

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires getent ss
plan 59

web=web-$tag db=db-$tag back=back-$tag side=side-$tag off=off-$tag

on() {
	field "$1" "(index .NetworkSettings.Networks \"$2\").$3"
}
# The names of the networks which a container is on.
networks_of() {
	ctrnetctl inspect "$1" | jq -r '.[0].NetworkSettings.Networks | keys_unsorted | join(" ")'
}
devices_of() {
	ctrnetctl exec "$1" ip -j link show | jq -r 'map(.ifname) | join(" ")'
}
hosts() {
	ctrnetctl exec "$1" cat /etc/hosts
}

network_create "$back" --subnet "$subnet.0/25"
network_create "$side" --subnet "$subnet.128/25"
start "$db" --network "$back" --expose 5432 -- sleep infinity
DB=$(address "$db")
start_reporter "$web" -p "$port:80"
WEB=$(address "$web")

# --- connect ---
prints_nothing "connect says nothing" ctrnetctl network connect "$back" "$web"
is "it is on both networks" "bridge $back" "$(networks_of "$web")"
like "with an address on each" "^$subnet\.[0-9]+$" "$(on "$web" "$back" IPAddress)"
is "and a device for each" "lo eth0 eth1" "$(devices_of "$web")"
is "the first one is still the primary" "$WEB" "$(address "$web")"
is "its way out is as it was" "$(gateway "$web")" \
	"$(ctrnetctl exec "$web" ip -j route show default | jq -r '.[].gateway')"
is "the network lists it" "$db $web" \
	"$(ctrnetctl network inspect "$back" | jq -r '[.[0].Containers[].Name] | sort | join(" ")')"
succeeds "it reaches who is there" ctrnetctl exec "$web" ping -qc 1 -W 15 "$DB"
succeeds "by name" ctrnetctl exec "$web" ping -qc 1 -W 15 "$db"
succeeds "and is reached by name" ctrnetctl exec "$db" ping -qc 1 -W 15 "$web"
is "its hosts file has its addresses, last" "$WEB $(on "$web" "$back" IPAddress)" \
	"$(hosts "$web" | tail -n 2 | cut -f 1 | xargs)"
is "its published port still leads to it" "$(gateway "$web")" "$(ask host tcp 127.0.0.1 "$port")"

succeeds "connect with an address and names of choice" ctrnetctl network connect \
	--ip "$subnet.200" --alias front --alias "www-$tag" "$side" "$web"
is "it has that address" "$subnet.200" "$(on "$web" "$side" IPAddress)"
start "$off" --network "$side" -- sleep infinity
is "others there know these names" \
	"$subnet.200	$web $(field "$web" .Config.Hostname) front www-$tag" \
	"$(hosts "$off" | grep "$web")"

# --- links over a network which both have joined ---
ctrnetctl link "$web" "$db:store" >/dev/null
is "a link uses the network which both are on" "$DB" \
	"$(hosts "$web" | awk '$2 == "store" { print $1 }')"

# --- refused ---
no_connect() {
	refused "$1" 1 "Error: $2" ctrnetctl network connect "${@:3}"
}
no_connect "a network twice" "endpoint with name $web already exists in network $back" "$back" "$web"
no_connect "a network that is not there" "network no-$tag not found" "no-$tag" "$web"
no_connect "a container that is not there" "No such container: no-$tag" "$back" "no-$tag"
no_connect "the host's network" \
	"cannot connect container to host network - container must be created in host network mode" host "$web"
start "none-$tag" --network none -- sleep infinity
no_connect "a container which is to have no network" \
	"container cannot be connected to multiple networks with one of the networks in private (none) mode" \
	"$back" "none-$tag"
sharing="container sharing network namespace with another container or host cannot be connected to any other network"
start "host-$tag" --network host -- sleep infinity
no_connect "one in the host's network" "$sharing" "$back" "host-$tag"
start "inside-$tag" --network "container:$db" -- sleep infinity
no_connect "one in another's namespace" "$sharing" "$back" "inside-$tag"
ctrnetctl rm -f "inside-$tag" >/dev/null
no_connect "an address that is another's" "Address already in use: $subnet.200 on network $side" \
	--ip "$subnet.200" "$side" "$db"
no_connect "the gateway's" "Address already in use: $(on "$web" "$side" Gateway) on network $side" \
	--ip "$(on "$web" "$side" Gateway)" "$side" "$db"
no_connect "an address of another subnet" \
	"no configured subnet of network $side contains IP address 192.0.2.1" --ip 192.0.2.1 "$side" "$db"
no_connect "no address" "invalid IPv4 address: $subnet" --ip "$subnet" "$side" "$db"
no_connect "no name" "Invalid network alias (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed" \
	--alias "a b" "$side" "$db"
is "nothing of it was done" "$back" "$(networks_of "$db")"
is "nor was a device made" "lo eth0" "$(devices_of "$db")"
refused "disconnect from where it is not" 1 \
	"Error: container $(field "$db" .Id) is not connected to network $side" \
	ctrnetctl network disconnect "$side" "$db"
succeeds "unless that is as good" ctrnetctl network disconnect -f "$side" "$db"

# --- disconnect ---
prints_nothing "disconnect says nothing" ctrnetctl network disconnect "$back" "$web"
is "it is off that network" "bridge $side" "$(networks_of "$web")"
is "its device is gone" "lo eth0 eth2" "$(devices_of "$web")"
lacks "those who were its peers have forgotten it" "$web" hosts "$db"
lacks "and it them, and the link over that network" "^$DB	" hosts "$web"
ctrnetctl network connect "$back" "$web"
is "back again, the link leads there again" "$DB" \
	"$(hosts "$web" | awk '$2 == "store" { print $1 }')"

# --- the primary one ---
ctrnetctl network disconnect bridge "$web"
is "without its first network, its way out is the next one" "$(on "$web" "$side" Gateway)" \
	"$(ctrnetctl exec "$web" ip -j route show default | jq -r '.[].gateway')"
is "its port is published there" "0.0.0.0:$port" "$(ctrnetctl port "$web" 80)"
is "and leads to it" "$(on "$web" "$side" Gateway)" "$(ask host tcp 127.0.0.1 "$port")"
for network in "$back" "$side"; do
	said=$(ctrnetctl network disconnect "$network" "$web" 2>&1)
done
is "without any, it is said that its port is not published" \
	"WARNING: ports of $web are not published any more: it is on no network; 'ctrnetctl network connect NETWORK $web' puts it on one" "$said"
refused "so it is of one that is published then" 0 \
	"WARNING: ports of $web are not published: it is on no network; 'ctrnetctl network connect NETWORK $web' puts it on one" \
	ctrnetctl publish "$web" "$((port + 1)):81"
ctrnetctl network connect "$side" "$web"
is "on the next one they are" "0.0.0.0:$port 0.0.0.0:$((port + 1))" \
	"$(ctrnetctl port "$web" | sed 's/.* //' | xargs)"
ctrnetctl network disconnect "$side" "$web" 2>/dev/null
ctrnetctl network connect --ip "$subnet.200" "$side" "$web"
ctrnetctl network connect "$back" "$web"

# --- a hosts file full of zeros, or of newlines ---
ctrnetctl exec "$web" sh -c 'head -c 5000000 /dev/zero >>/etc/hosts'
like "a hosts file which cannot be read is told of" "^Error: cannot read .*: File too large" \
	"$(ctrnetctl network disconnect "$back" "$web" 2>&1)"
is "but keeps nobody on a network" "$side" "$(networks_of "$web")"
refused "which it is off then" 1 \
	"Error: container $(field "$web" .Id) is not connected to network $back" \
	ctrnetctl network disconnect "$back" "$web"
ctrnetctl exec "$web" sh -c ': >/etc/hosts'
ctrnetctl network connect "$back" "$web"
ctrnetctl exec "$web" sh -c 'yes "" | head -c 4000000 >/etc/hosts'
like "so is one of too many lines" "^Error: cannot read .*: it has more than 32768 lines" \
	"$(ctrnetctl network disconnect "$back" "$web" 2>&1)"
is "and left as it is" 4000000 "$(hosts "$web" | wc -c)"
ctrnetctl exec "$web" sh -c ': >/etc/hosts'
ctrnetctl network connect "$back" "$web"

# --- several from the start ---
start "several-$tag" --network "$back" --network "$side" --network bridge -- sleep infinity
is "run --network more than once" "$back $side bridge" "$(networks_of "several-$tag")"
is "with a device for each" "lo eth0 eth1 eth2" "$(devices_of "several-$tag")"
while IFS='|' read -r text message options; do
	# shellcheck disable=SC2086
	refused "$text" 125 "Error: $message" ctrnetctl run --rm $options -- true
done <<END
one network twice|network $back is given twice|--network $back --network $back
once by its id|network $back is given twice|--network $back --network $(ctrnetctl network inspect -f '{{.Id}}' "$back")
a network and none|container cannot be connected to multiple networks with one of the networks in private (none) mode|--network $back --network none
END

# --- over a restart ---
ctrnetctl restart -t 0 "$web" >/dev/null
is "a restart keeps networks, and addresses of choice" "$side $back $subnet.200" \
	"$(networks_of "$web") $(on "$web" "$side" IPAddress)"
ctrnetctl stop -t 0 "$web" >/dev/null
ctrnetctl network disconnect "$back" "$web"
refused "disconnect of one that is stopped" 1 \
	"Error: container $(field "$web" .Id) is not connected to the network $back" \
	ctrnetctl network disconnect "$back" "$web"
ctrnetctl network connect bridge "$web"
like "a link which leads nowhere by now is no reason not to start" \
	"^WARNING: link store of $web leads nowhere: $db is on none of its networks" \
	"$(ctrnetctl start "$web" 2>&1)"
is "what was changed meanwhile is so at the start" "$side bridge" "$(networks_of "$web")"
ctrnetctl rm -f "$web" >/dev/null
lacks "and all is gone with it" "$web" hosts "$off"
