#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What is declared in a file, see ctrnet.json(5): save writes what is there, restore makes
# what is missing of it, and both do so again and again without a difference.
# Sets: core
#
#   front (no icc) --- web (8080:80) --- back (IPv6)
#        '------------ db (offers 80)

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires ss
plan 37

dir=$(mktemp -d)
at_exit rm -rf "$dir"
mkdir -p /run/netns
mount -t tmpfs tmpfs /run/netns
file=$dir/ctrnet.json

# As it is now, but for ids: what save tells, and which namespaces there are.
now() {
	ctrnetctl save -f - 2>/dev/null
	ls /run/netns
}
remove_all() {
	ctrnetctl ps -aq | xargs -r ctrnetctl rm -f >/dev/null
	ctrnetctl network rm front back >/dev/null
	ip netns delete web
	ip netns delete db
}
restore() {
	ctrnetctl restore -f "$file" "$@"
}

# --- there and back ---
is "nothing is declared" '{"version":1,"networks":[],"containers":[]}' \
	"$(ctrnetctl save -f - | jq -c .)"
ctrnetctl network create --subnet 10.90.0.0/24 --icc off --timeout udp=77 --label of=test \
	--port-range 40000-40009 front >/dev/null
ctrnetctl network create --ipv6 --publish-address 127.0.0.1 back >/dev/null
ip netns add db
ip netns add web
ctrnetctl adopt --netns /run/netns/db --network front --ip 10.90.0.7 --expose 80 db >/dev/null
ctrnetctl adopt --netns /run/netns/web --network front -p 8080:80 -p 81/udp --link db:store web >/dev/null
ctrnetctl network connect --alias www back web
# In a folder of somebody else's, who knows that root will save something there.
echo untouched >"$dir/other"
ln -s other "$file.new"
succeeds "save" ctrnetctl save -f "$file"
is "it writes nothing but its file" "ctrnet.json ctrnet.json.new other: untouched" \
	"$(cd "$dir" && echo *): $(<"$dir/other")"
rm -f "$file.new"
is "web is declared" \
	'{"name":"web","netns":"/run/netns/web","networks":[{"network":"front"},{"network":"back","aliases":["www"]}],"publish":["8080:80/tcp","40000:81/udp"],"expose":[],"links":["db:store"]}' \
	"$(jq -c '.containers[] | select(.name == "web")' "$file")"
is "front is declared" '10.90.0.0/24 10.90.0.1 false 77 of=test 40000-40009' \
	"$(jq -r '.networks[] | select(.name == "front") |
		"\(.subnets[0]) \(.gateways[0]) \(.icc) \(.timeouts.udp) \(.labels[0]) \(.port_range)"' "$file")"
prints_nothing "nothing is missing of what was saved" restore

before=$(now)
remove_all
is "--dry-run tells" "network front,network back,container db,container web,link web db:store" \
	"$(restore --dry-run | paste -sd ,)"
prints_nothing "and makes nothing" sh -c "ctrnetctl network ls -q -f name=front && ls /run/netns"
is "restore" "network front,network back,container db,container web,link web db:store" \
	"$(restore | paste -sd ,)"
is "all is as before" "$before" "$(now)"
prints_nothing "again there is nothing to do" restore
is "nor for doctor" 0 "$(status_of ctrnetctl doctor)"
is "web has a device on each network" "lo eth0 eth1" \
	"$(ip -n web -j link show | jq -r 'map(.ifname) | join(" ")')"
ip netns exec web python3 -c "$reporter" 80 >/dev/null 2>&1 &
at_exit kill -KILL $!
listens() {
	[[ $(ip netns exec web ss -Hltn 'sport = 80') ]]
}
wait_for 20 listens
is "its port is published" "$(gateway web)" "$(ask host tcp 127.0.0.1 8080)"
like "it knows its source" "10.90.0.7"$'\t'"store db" "$(cat "$(field web .HostsPath)")"

# --- parts of it ---
ctrnetctl unpublish web 80 >/dev/null
ctrnetctl unlink web store
is "ports and links come back" "publish web 8080:80/tcp,link web db:store" \
	"$(restore | paste -sd ,)"
is "and are in force" "0.0.0.0:8080" "$(ctrnetctl port web 80)"
ctrnetctl rm -f web >/dev/null
is "a container by its name" '{"Kind":"container","Name":"web"},{"Kind":"link","Name":"web","Spec":"db:store"}' \
	"$(restore --json web | paste -sd ,)"
refused "one which is not declared" 1 "Error: no container other is declared" \
	ctrnetctl restore -f "$file" other
ctrnetctl rm -f web db >/dev/null
refused "one without its source" 1 \
	"Error: container web: there is no container db to link to: restore that, too" \
	ctrnetctl restore -f "$file" web
restore >/dev/null

# --- what does not fit ---
ctrnetctl network set --icc on front
refused "another network of that name" 1 \
	"Error: network front is there, but with other icc: change the file, or remove the network first" \
	ctrnetctl restore -f "$file"
ctrnetctl network set --icc off front
ctrnetctl network disconnect back web
refused "a container on other networks" 1 \
	"Error: container web is there, but with other networks: change the file, or remove the container first" \
	ctrnetctl restore -f "$file"
remove_all

# --- files which make no sense: a line for each thing ---
while IFS='|' read -r json message; do
	refused "$json" 1 "$(printf %b "$message")" ctrnetctl restore -f - <<<"$json"
done <<'END'
{|Error: -, line 2: string or '}' expected near end of file
[]|Error: - must be a JSON object
{"version":2,"nets":[]}|Error: version must be 1\nError: there is no key nets
{"version":1,"networks":{}}|Error: networks must be a list of objects
{"version":1,"networks":[{"mtu":"1"},{"name":"a","subnets":["10.1.2.3/24"],"icc":"on","x":1},{"name":"a"}]}|Error: network number 1: mtu must be a number\nError: network number 1 has no name\nError: network a: subnets: invalid subnet 10.1.2.3/24: it should be 10.1.2.0/24\nError: network a: icc must be true or false\nError: network a: there is no key x\nError: network a is given twice
{"version":1,"networks":[{"name":"host"}]}|Error: network host: name: host is no network to be made
{"version":1,"containers":[{"name":"aa","netns":"x","publish":["80:x"],"links":[1]}]}|Error: container aa: netns: 'x' is no path that begins with /\nError: container aa: publish: invalid containerPort: x\nError: container aa: links must be a list of strings
{"version":1,"containers":[{"name":"aa","networks":[{"network":"none"},{"ip":"1.2.3.4"}],"links":["b"]}]}|Error: container aa: none is no network to put something on\nError: container aa: a member of networks has no network
{"version":1,"containers":[{"name":"aa","networks":[{"network":"none-such"}],"links":["b"]}]}|Error: container aa: there is no network none-such, nor is one declared\nError: container aa: there is no container b to link to
END
refused "no file" 1 "Error: cannot read $dir/none: unable to open $dir/none: No such file or directory" \
	ctrnetctl restore -f "$dir/none"

# --- all or nothing ---
ctrnetctl run -d --name holder -p 8081:80 -- sleep infinity >/dev/null
cat >"$file" <<'END'
{ "version": 1,
  "networks": [ { "name": "front" } ],
  "containers": [ { "name": "db", "networks": [ { "network": "front" } ] },
                  { "name": "web", "networks": [ { "network": "front" } ],
                    "publish": [ "8081:80" ], "links": [ "db" ] } ] }
END
refused "a port which somebody has" 1 \
	"Error: container web: Bind for 0.0.0.0:8081 failed: port is already allocated (by container holder)" \
	ctrnetctl restore -f "$file"
prints_nothing "nothing of it is left" sh -c "ctrnetctl network ls -q -f name=front && ls /run/netns"
refused "what runs cannot be declared" 0 \
	"WARNING: 1 container is not saved: only those which were adopted by a file with --netns can be made again" \
	ctrnetctl save -f -
ctrnetctl rm -f holder >/dev/null
is "without it, all is made" "network front,container db,container web,link web db" \
	"$(restore | paste -sd ,)"
jq '.containers[1].publish += ["9", "8090-8099:10"]' "$file" >"$file.new"
mv "$file.new" "$file"
is "any port, and one of a range, is there once" "publish web 9,publish web 8090-8099:10," \
	"$(restore | paste -sd ,),$(restore)"
ctrnetctl rm -f web db >/dev/null
ctrnetctl network rm front >/dev/null
