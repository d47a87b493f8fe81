#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The plugin for container engines, by its protocol: variables of the environment and JSON
# on standard input, as a runtime calls it.
# Sets: ecosystem tool
#
#   host                       named netns, as engines make them
#   ctrN ------ ctrnet_ep ---- eth0 (and eth1, of a second network)

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires nsenter
plugin_find cni ctrnet-cni
plan 124

net=cni-$tag
more=more-$tag
web=web-$tag
db=db-$tag
# As podman has ids, and as containerd has them.
id=$(printf '%s' "$tag" | sha256sum | cut -c1-64)
other=ns-$tag
at_exit ctrnetctl network rm "$net" "$more"
scratch

# netns NAME...
netns() {
	local name

	for name; do
		ip netns add "$name"
		at_exit ip netns delete "$name"
	done
}
netns "$web" "$db"

# Made once, as jq takes long to start where the processor is emulated.
usual=$(jq -nc --arg name "$net" \
	'{cniVersion: "1.1.0", type: "ctrnet-cni", $name, subnets: ["10.213.0.0/24"]}')

# conf [JSON]: a configuration, with more members or other ones
conf() {
	if (( $# )); then
		jq -c --argjson more "$1" '. + $more' <<<"$usual"
	else
		echo "$usual"
	fi
}

# runtime JSON: with a runtimeConfig
runtime() {
	conf "{\"runtimeConfig\": $1}"
}

# call COMMAND ID NETNS IFNAME INPUT [VARIABLE=VALUE]...: netns by its name, or a path
call() {
	local netns=$3

	[[ -z $netns || $netns == /* ]] || netns=/run/netns/$netns
	env -i PATH="$PATH" CNI_COMMAND="$1" CNI_CONTAINERID="$2" CNI_NETNS="$netns" \
		CNI_IFNAME="$4" CNI_PATH="$dir" "${@:6}" timeout 60 "$plugin" <<<"$5"
}

# short FILTER CALL...: what jq makes of the answer
short() {
	{ call "${@:2}" 2>/dev/null || true; } | jq -r "$1"
}

# failure CALL...: status, code and message
failure() {
	local status=0 said

	said=$(call "$@" 2>/dev/null) || status=$?
	echo "$status $(jq -r '"\(.code) \(.msg)"' <<<"$said")"
}

names() {
	ctrnetctl ps -a --format '{{.Names}}' | sort | xargs
}
# addresses NETNS DEVICE
addresses() {
	ip -n "$1" -o -4 address show dev "$2" | awk '{ print $4 }'
}
# devices NETNS
devices() {
	ip -n "$1" -o link show | awk -F '[:@ ]+' '{ print $2 }' | xargs
}
# gateway_of NETNS
gateway_of() {
	ip -n "$1" -o route show default | awk '{ print $3 }'
}

# --- what needs no container ---------------------------------------------------------

is "VERSION, as runtimes ask" '["0.3.1","0.4.0","1.0.0","1.1.0"]' \
	"$(env -i CNI_COMMAND=VERSION CNI_NETNS=dummy CNI_IFNAME=dummy CNI_PATH=dummy \
		"$plugin" <<<'{"cniVersion":"1.0.0"}' | jq -c .supportedVersions)"
is "VERSION, without a word" "1.1.0" "$(env -i CNI_COMMAND=VERSION "$plugin" </dev/null | jq -r .cniVersion)"
is "STATUS before there is a network" "0" "$(status_of call STATUS '' '' '' "$(conf)")"

# --- ADD -----------------------------------------------------------------------------

added=$(call ADD "$id" "$web" eth0 "$(runtime "{\"mac\": \"02:11:22:33:44:55\", \"aliases\": {\"$net\": [\"www\"]},
	\"portMappings\": [{\"hostPort\": $port, \"containerPort\": 80, \"protocol\": \"tcp\"},
		{\"hostPort\": $((port + 2)), \"containerPort\": 82},
		{\"hostPort\": $((port + 1)), \"containerPort\": 81, \"protocol\": \"TCP\", \"hostIP\": \"\"},
		{\"hostPort\": $((port + 1)), \"containerPort\": 81}]}")" \
	CNI_ARGS="IgnoreUnknown=1;K8S_POD_NAME=$web;OTHER=1") || note "$added"
is "ADD tells the interface" \
	"{\"name\":\"eth0\",\"mac\":\"02:11:22:33:44:55\",\"sandbox\":\"/run/netns/$web\",\"mtu\":1500}" \
	"$(jq -c '.interfaces[0]' <<<"$added")"
is "its address" '{"address":"10.213.0.2/24","gateway":"10.213.0.1","interface":0}' "$(jq -c '.ips[0]' <<<"$added")"
is "its route" '[{"dst":"0.0.0.0/0","gw":"10.213.0.1"}]' "$(jq -c .routes <<<"$added")"
is "what it says is so" "10.213.0.2/24 02:11:22:33:44:55" \
	"$(addresses "$web" eth0) $(ip -n "$web" -j link show dev eth0 | jq -r '.[0].address')"
is "and the default route" "10.213.0.1" "$(gateway_of "$web")"
is "the container is shown by its name" "$web adopted 0.0.0.0:$port-$((port + 2))->80-82/tcp" \
	"$(ctrnetctl ps --json "$web" | jq -r '.[0] | "\(.Name) \(.Image) \(.Ports)"')"
is "by the engine's id" "$id" "$(field "$web" .Id)"
is "neighbours are one publish" 1 "$(jq '.bindings | split(",") | length' "/run/ctrnet/containers/$id/config.json")"
is "CHECK agrees" "0" "$(status_of call CHECK "$id" "$web" eth0 "$(conf "{\"prevResult\": $added}")")"

netns_reporter "$web"
is "the published port is answered" "10.213.0.1" "$(ask host tcp 127.0.0.1 "$port")"

ip -n "$web" route delete default
like "CHECK finds a route which is gone" "^1 101 .*: its route to 0.0.0.0/0 is gone" \
	"$(failure CHECK "$id" "$web" eth0 "$(conf "{\"prevResult\": $added}")")"
ip -n "$web" link set eth0 down
like "and a device which is down" "^1 101 .*: its device is down" \
	"$(failure CHECK "$id" "$web" eth0 "$(conf "{\"prevResult\": $added}")")"
ip -n "$web" link set eth0 up
ip -n "$web" route add default via 10.213.0.1

# A second container, in the way of containerd: an id which is no number, and no name.
is "ADD of an id with other characters" "10.213.0.3/24" "$(short '.ips[0].address' ADD "$other" "$db" eth0 "$(conf)")"
is "it is called by that" "/$other" "$(field "$other" .Name)"
succeeds "ctrnetctl link makes it known to the other" ctrnetctl link "$web" "$other:db"
is "in its hosts file" "10.213.0.3	db $other $other" "$(grep -P '\tdb' "$(field "$web" .HostsPath)")"
is "inspect shows the alias" "www" \
	"$(ctrnetctl inspect "$web" | jq -r ".[0].NetworkSettings.Networks.\"$net\".Aliases | map(select(. == \"www\"))[0]")"

# --- what is refused -----------------------------------------------------------------

# TEXT | code and message | arguments of call; $conf stands for the usual input
while IFS='|' read -r text expected arguments; do
	is "$text" "1 $expected" "$(eval "failure $arguments")"
done <<-END
	no command|4 required env variables [CNI_COMMAND] missing|'' a $db eth9 '{}'
	another command|4 unknown CNI_COMMAND: PING|PING a $db eth9 '{}'
	ADD without an id|4 required env variables [CNI_CONTAINERID] missing|ADD '' $db eth9 "\$(conf)"
	ADD without all of it|4 required env variables [CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME] missing|ADD '' '' '' "\$(conf)"
	DEL without a device|4 required env variables [CNI_IFNAME] missing|DEL a $db '' "\$(conf)"
	an id which is none|4 invalid characters in CNI_CONTAINERID: ../a|ADD ../a $db eth9 "\$(conf)"
	a device name which is none|4 CNI_IFNAME is no name for a device: a/b|ADD a $db a/b "\$(conf)"
	a long device name|4 CNI_IFNAME is no name for a device: abcdefghijklmnop|ADD a $db abcdefghijklmnop "\$(conf)"
	arguments which are no pairs|4 CNI_ARGS: invalid pair "IP": it is KEY=VALUE|ADD a $db eth9 "\$(conf)" CNI_ARGS=IP
	arguments which are not known|4 CNI_ARGS: unknown args ["COLOUR"]|ADD a $db eth9 "\$(conf)" CNI_ARGS=COLOUR=red
	nothing on stdin|6 cannot decode the network configuration: line 2: '[' or '{' expected near end of file|ADD a $db eth9 ''
	no JSON|6 cannot decode the network configuration: line 1: '[' or '{' expected near 'no'|ADD a $db eth9 'no'
	no object|6 cannot decode the network configuration: it is no object|ADD a $db eth9 '[]'
	no version|1 incompatible CNI versions|ADD a $db eth9 '{"name":"a"}'
	a later version|1 incompatible CNI versions|ADD a $db eth9 '{"cniVersion":"2.0.0","name":"a"}'
	a version which is none|6 decoding version from network config: cniVersion must be a string|ADD a $db eth9 '{"cniVersion":1}'
	CHECK before it came|1 config version does not allow CHECK|CHECK a $db eth9 '{"cniVersion":"0.3.1","name":"a"}'
	GC before it came|1 config version does not allow GC|GC '' '' '' '{"cniVersion":"1.0.0","name":"a"}'
	STATUS before it came|1 config version does not allow STATUS|STATUS '' '' '' '{"cniVersion":"1.0.0","name":"a"}'
	no name|7 missing network name|ADD a $db eth9 '{"cniVersion":"1.0.0"}'
	a name which is none|7 invalid characters found in network name: a b|ADD a $db eth9 '{"cniVersion":"1.0.0","name":"a b"}'
	a name which means something else|7 host is no network to put something on|ADD a $db eth9 '{"cniVersion":"1.0.0","name":"host"}'
	subnets of another kind|7 invalid subnets: it must be an array of strings|ADD a $db eth9 "\$(conf '{"subnets":"10.0.0.0/8"}')"
	a switch of another kind|7 invalid icc: it must be true or false|ADD a $db eth9 "\$(conf '{"icc":"no"}')"
	an MTU which is none|7 invalid mtu: invalid MTU '12'|ADD a $db eth9 "\$(conf '{"mtu":12}')"
	another subnet than the network's|7 network $net is there already, but not with subnet 10.214.0.0/24: change the configuration, or remove it with 'ctrnetctl network rm $net'|ADD a $db eth9 "\$(conf '{"subnets":["10.214.0.0/24"]}')"
	an internal network by the name of one which is not|7 network $net is there already, but not internal: change the configuration, or remove it with 'ctrnetctl network rm $net'|ADD a $db eth9 "\$(conf '{"internal":true}')"
	internal and routed|7 conflicting options: a network is internal or routed|ADD a $db eth9 "\$(conf '{"name":"$more","internal":true,"routed":true}')"
	internal and masqueraded|7 conflicting options: what is internal is not masqueraded|ADD a $db eth9 "\$(conf '{"name":"$more","ipMasq":true,"internal":true}')"
	a runtimeConfig which is none|7 invalid runtimeConfig: it must be an object|ADD a $db eth9 "\$(conf '{"runtimeConfig":[]}')"
	a prevResult which is none|6 invalid prevResult: it must be an object|ADD a $db eth9 "\$(conf '{"prevResult":[]}')"
	bandwidth|2 unsupported field in network configuration: runtimeConfig.bandwidth: ctrnet does not limit bandwidth, leave out the capability|ADD a $db eth9 "\$(runtime '{"bandwidth":{"ingressRate":1000}}')"
	ranges for nobody|2 unsupported field in network configuration: runtimeConfig.ipRanges: they are for an ipam plugin, subnets for ctrnet itself|ADD a $db eth9 "\$(runtime '{"ipRanges":[[]]}')"
	a port which is none|7 invalid runtimeConfig.portMappings[0]: containerPort must be 1 to 65535|ADD a $db eth9 "\$(runtime '{"portMappings":[{"hostPort":1,"containerPort":65536}]}')"
	a port of the runtime's choice|7 invalid runtimeConfig.portMappings[1]: hostPort must be 1 to 65535|ADD a $db eth9 "\$(runtime '{"portMappings":[{"hostPort":1,"containerPort":1},{"containerPort":80}]}')"
	a protocol which is none|7 invalid runtimeConfig.portMappings[0]: protocol must be tcp, udp or sctp|ADD a $db eth9 "\$(runtime '{"portMappings":[{"hostPort":1,"containerPort":1,"protocol":"icmp"}]}')"
	an address which is none|7 invalid runtimeConfig.portMappings[0]: hostIP must be an address|ADD a $db eth9 "\$(runtime '{"portMappings":[{"hostPort":1,"containerPort":1,"hostIP":"localhost"}]}')"
	a MAC address which is none|7 invalid MAC address: 01:00:00:00:00:01|ADD a $db eth9 "\$(runtime '{"mac":"01:00:00:00:00:01"}')"
	an address outside the network|7 no configured subnet of network $net contains IP address 10.1.1.1|ADD a $db eth9 "\$(conf)" CNI_ARGS=IP=10.1.1.1
	an address which is another's|100 Address already in use: 10.213.0.3 on network $net|ADD a $db eth9 "\$(runtime '{"ips":["10.213.0.3/24"]}')"
	two addresses|7 two addresses of one family are asked for, the second is 10.213.0.10: an endpoint has one|ADD a $db eth9 "\$(runtime '{"ips":["10.213.0.9","10.213.0.10"]}')"
	a port which is another's|100 Bind for 0.0.0.0:$port failed: port is already allocated (by container $web)|ADD a $db eth9 "\$(runtime '{"portMappings":[{"hostPort":$port,"containerPort":1}]}')"
	an alias which is none|7 invalid runtimeConfig.aliases: a b is no name|ADD a $db eth9 "\$(runtime '{"aliases":["a b"]}')"
	a namespace which is gone|3 CNI_NETNS: cannot open /run/netns/gone: No such file or directory|ADD a gone eth9 "\$(conf)"
	a file which is no namespace|4 CNI_NETNS: cannot adopt /etc/hostname: that is no network namespace|ADD a /etc/hostname eth9 "\$(conf)"
	the host's own namespace|4 CNI_NETNS: cannot adopt /proc/self/ns/net: that is the host's own network namespace: a container needs another|ADD a /proc/self/ns/net eth9 "\$(conf)"
	a device which is there|4 CNI_IFNAME: container a has a device eth0 already|ADD a $db eth0 "\$(conf)"
	ADD twice|4 CNI_IFNAME: container $id has a device eth0 already|ADD $id $web eth0 "\$(conf)"
	the same network twice|100 container $id is on network $net already|ADD $id $web eth1 "\$(conf)"
	the same container elsewhere|100 container $id has another network namespace than CNI_NETNS /run/netns/$db: it needs a DEL first|ADD $id $db eth1 "\$(conf '{"name":"$more","subnets":[]}')"
	CHECK without a result|7 Required prevResult missing|CHECK $id $web eth0 "\$(conf)"
	CHECK of a container which is none|3 container a is not on network $net with a device eth0|CHECK a $web eth0 "\$(conf '{"prevResult":{}}')"
	CHECK of another address|101 container $id on network $net: it does not have the address which prevResult says|CHECK $id $web eth0 "\$(conf '{"prevResult":{"interfaces":[{"name":"eth0","sandbox":"x"}],"ips":[{"address":"10.213.0.9/24","interface":0}]}}')"
	CHECK of a port|101 container $id on network $net: a port which is asked for is not published|CHECK $id $web eth0 "\$(conf '{"prevResult":{"interfaces":[{"name":"eth0","sandbox":"x"}]},"runtimeConfig":{"portMappings":[{"hostPort":9,"containerPort":9}]}}')"
	CHECK of a namespace which is gone|3 CNI_NETNS: cannot open /run/netns/gone: No such file or directory|CHECK $id gone eth0 "\$(conf '{"prevResult":{}}')"
	GC without a list|7 invalid cni.dev/valid-attachments: it must be an array|GC '' '' '' "\$(conf)"
	a plugin for addresses which there is not|7 failed to find plugin "nobody" in path [$dir]|ADD a $db eth9 "\$(conf '{"ipam":{"type":"nobody"}}')"
	one which is a path|7 invalid ipam.type: ../nobody|ADD a $db eth9 "\$(conf '{"ipam":{"type":"../nobody"}}')"
END
is "details tell the versions" 'config is "0.2.0", plugin supports ["0.3.1" "0.4.0" "1.0.0" "1.1.0"]' \
	"$(short .details ADD a "$db" eth9 '{"cniVersion":"0.2.0","name":"a"}')"
is "nothing is left of all that" "$(printf '%s\n' "$other" "$web" | sort | paste -sd ' ') lo eth0" \
	"$(names) $(devices "$db")"
is "and the files agree" 0 "$(status_of ctrnetctl doctor)"

# --- names which are none, or another's id ----------------------------------------

# named NAME: what a container is called by then, and what DEL leaves
named() {
	call ADD named "$db" eth5 "$(conf)" CNI_ARGS="K8S_POD_NAME=$1" >/dev/null
	names
	call DEL named "$db" eth5 "$(conf)"
	names
}
both=$(printf '%s\n' "$other" "$web" | sort | paste -sd ' ')
is "a name after a slash is none" "$(printf '%s\n' "$other" "$web" named | sort | paste -sd ' ')|$both" \
	"$(named "/$tag" | paste -sd '|')"
is "nor is another's id" "$(printf '%s\n' "$other" "$web" named | sort | paste -sd ' ')|$both" \
	"$(named "$id" | paste -sd '|')"

# --- a second network, versions, chains ----------------------------------------------

second=$(conf "{\"name\": \"$more\", \"subnets\": [], \"cniVersion\": \"0.4.0\", \"prevResult\": $added}")
background host socat TCP-LISTEN:"$((port + 9))" -
wait_for 20 is_listening host tcp "$((port + 9))"
like "with a port which a process has" "^1 100 failed to bind host port 0.0.0.0:$((port + 9))/tcp: " \
	"$(failure ADD "$id" "$web" eth1 "$(jq -c ".runtimeConfig.portMappings =
		[{hostPort: $((port + 9)), containerPort: 9}]" <<<"$second")")"
is "nothing is left of that" "0 lo eth0" \
	"$(status_of call CHECK "$id" "$web" eth0 "$(conf "{\"prevResult\": $added}")") $(devices "$web")"
added2=$(call ADD "$id" "$web" eth1 "$second")
is "a second network, in a chain" '[["eth0","eth1"],[0,1],"4",1]' \
	"$(jq -c '[(.interfaces | map(.name)), (.ips | map(.interface)), .ips[1].version, (.routes | length)]' <<<"$added2")"
is "DEL of another network, as after an ADD which was refused, leaves this one" "4 0 0" \
	"$(short .code ADD "$id" "$web" eth0 "$second") $(status_of call DEL "$id" "$web" eth0 "$second") $(status_of call CHECK "$id" "$web" eth0 "$(conf "{\"prevResult\": $added}")")"
is "both are CHECKed" "0 0" "$(status_of call CHECK "$id" "$web" eth0 "$(conf "{\"prevResult\": $added}")") $(status_of call CHECK "$id" "$web" eth1 "$(conf "{\"name\": \"$more\", \"subnets\": [], \"prevResult\": $added2}")")"
is "DEL of it" "0 lo eth0" "$(status_of call DEL "$id" "$web" eth1 "$second") $(devices "$web")"
is "leaves the other" "running" "$(field "$web" .State.Status)"
call ADD "$id" "$web" eth1 "$second" >/dev/null
ip link delete "$(device_of "$more")"
is "DEL of it, where the network is gone" "0 $net" \
	"$(status_of call DEL "$id" "$web" eth1 "$second") $(ctrnetctl inspect "$web" | jq -r '.[0].NetworkSettings.Networks | keys | join(" ")')"

# --- DEL -----------------------------------------------------------------------------

is "DEL" "0 lo" "$(status_of call DEL "$id" "$web" eth0 "$(conf)") $(devices "$web")"
is "the container is forgotten" "$other" "$(names)"
succeeds "its port is free" can_listen "$port"
is "DEL again" "0" "$(status_of call DEL "$id" "$web" eth0 "$(conf)")"
is "DEL without a namespace" "0" "$(status_of call DEL "$other" '' eth0 "$(conf)")"
is "takes the device away" "lo" "$(devices "$db")"
is "DEL of what never was" "0" "$(status_of call DEL nobody gone eth0 "$(conf)")"

ip -n "$db" link add own type dummy
ip -n "$db" address add 192.0.2.2/24 dev own
ip -n "$db" link set own up
ip -n "$db" route add default via 192.0.2.1
added=$(call ADD "$id" "$db" net1 "$(conf)")
is "another default route stays, and is none of its result" "192.0.2.1 null" \
	"$(gateway_of "$db") $(jq -r .routes <<<"$added")"
is "CHECK agrees with that" "0" "$(status_of call CHECK "$id" "$db" net1 "$(conf "{\"prevResult\": $added}")")"
call DEL "$id" "$db" net1 "$(conf)"
ip -n "$db" link delete own

publishing=$(runtime "{\"portMappings\": [{\"hostPort\": $port, \"containerPort\": 80}]}")
call ADD "$id" "$web" eth0 "$publishing" >/dev/null
ip -n "$web" link set eth0 netns "$db"
is "DEL of a device which is in another namespace" "0" "$(status_of call DEL "$id" "$web" eth0 "$publishing")"
succeeds "frees its port all the same" can_listen "$port"
ip -n "$db" link delete eth0

# Who has it open is in another one: there is no way in.
call ADD "$id" "$db" eth0 "$publishing" >/dev/null
call ADD "$id" "$db" eth1 "$(conf "{\"name\": \"$more\", \"subnets\": []}")" >/dev/null
exec {held}<"/run/netns/$db"
ip netns delete "$db"
is "DEL of one of two, in a namespace which is out of reach" "0" "$(status_of call DEL "$id" '' eth0 "$publishing")"
succeeds "frees its port, too" can_listen "$port"
is "DEL of the other" "0 " "$(status_of call DEL "$id" '' eth1 "$(conf "{\"name\": \"$more\", \"subnets\": []}")") $(names)"
exec {held}<&-
netns "$db"

call ADD "$id" "$db" eth0 "$publishing" >/dev/null
ip netns delete "$db"
eventually "a namespace which vanishes takes its port along" 20 can_listen "$port"
is "DEL of it" "0" "$(status_of call DEL "$id" "$db" eth0 "$(conf)")"
netns "$db"

# --- GC ------------------------------------------------------------------------------

call ADD one "$web" eth0 "$(conf)" >/dev/null
call ADD two "$db" eth0 "$(conf)" >/dev/null
# As a ctrnet-cni wrote it which was the only plugin.
file=/run/ctrnet/containers/$(field one .Id)/config.json
jq 'del(.engine_interface)' "$file" >"$dir/one" && cp "$dir/one" "$file"
is "GC" "0" "$(status_of call GC '' '' '' "$(conf '{"cni.dev/valid-attachments": [{"containerID": "two", "ifname": "eth0"}]}')")"
is "keeps what is valid" "two" "$(names)"
is "GC of another network" "0 two" \
	"$(status_of call GC '' '' '' "$(conf "{\"name\": \"$more\", \"subnets\": [], \"cni.dev/valid-attachments\": null}")") $(names)"
is "GC without anything valid" "0 " "$(status_of call GC '' '' '' "$(conf '{"cni.dev/valid-attachments": []}')") $(names)"

# --- addresses of another plugin -----------------------------------------------------

# It notes how it is called, and gives what is in a file.
cat >"$dir/giver" <<END
#!/bin/bash
echo "\$CNI_COMMAND \$CNI_CONTAINERID \$(jq -r .ipam.note)" >>$dir/calls
[[ \$CNI_COMMAND == ADD ]] || exit 0
cat $dir/gift
[[ ! -e $dir/refuse ]]
END
chmod +x "$dir/giver"
lease() {
	conf "{\"name\": \"$more\", \"subnets\": [], \"ipam\": {\"type\": \"giver\", \"note\": \"as it is\"}}"
}
ctrnetctl network rm "$more" >/dev/null
echo '{"ips":[{"address":"10.215.0.7/16","gateway":"10.215.0.3"}],"routes":[{"dst":"0.0.0.0/0"},{"dst":"192.0.2.0/24","gw":"10.215.0.3"}],"dns":{"nameservers":["192.0.2.1"]}}' >"$dir/gift"
is "an address of another plugin" '["10.215.0.7/16","10.215.0.3",["192.0.2.1"]]' \
	"$(short '[.ips[0].address, .ips[0].gateway, .dns.nameservers]' ADD "$id" "$web" eth0 "$(lease)" | jq -c .)"
is "the network is as it says" "10.215.0.3" "$(ip -j -4 address show dev "$(device_of "$more")" | jq -r '.[0].addr_info[0].local')"
is "and its routes are there" "192.0.2.0/24 10.215.0.3" "$(ip -n "$web" -j route show 192.0.2.0/24 | jq -r '.[0] | "\(.dst) \(.gateway)"')"
is "a second ADD gives back none that is in use" "1 4 CNI_IFNAME: container $id has a device eth0 already|ADD" \
	"$(failure ADD "$id" "$web" eth0 "$(lease)")|$(cut -d ' ' -f 1 "$dir/calls")"
call DEL "$id" "$web" eth0 "$(lease)"
is "it was called as the plugin was" "ADD $id as it is|DEL $id as it is" "$(paste -sd '|' "$dir/calls")"

rm "$dir/calls"
echo '{"ips":[{"address":"10.216.0.7/16"}]}' >"$dir/gift"
is "an address of another subnet" \
	"1 7 the ipam plugin gave an address of 10.216.0.0/16, but network $more has 10.215.0.0/16" \
	"$(failure ADD "$id" "$web" eth0 "$(lease)")"
is "is given back" "ADD DEL" "$(cut -d ' ' -f 1 "$dir/calls" | paste -sd ' ')"
echo '{"code": 11, "msg": "none left", "details": "here"}' >"$dir/gift"
: >"$dir/refuse"
is "its refusal is passed on" "1 11 ipam plugin giver failed: none left" "$(failure ADD "$id" "$web" eth0 "$(lease)")"

# --- at once, and killed -------------------------------------------------------------

calls=()
for i in {1..8}; do
	netns "many-$tag-$i"
	call ADD "many-$i" "many-$tag-$i" eth0 "$(conf)" >"$dir/many.$i" 2>/dev/null &
	calls+=($!)
done
wait "${calls[@]}" || true
is "eight at once get eight addresses" 8 "$(jq -r '.ips[0].address' "$dir"/many.? | sort -u | wc -l)"
calls=()
for i in 1 2; do
	call ADD same "$web" eth0 "$(conf)" >"$dir/same.$i" 2>/dev/null &
	calls+=($!)
done
wait "${calls[@]}" || true
is "the same twice at once: one of them" "1" "$(jq -s 'map(select(.ips)) | length' "$dir"/same.?)"
is "GC of all" "0 " "$(status_of call GC '' '' '' "$(conf '{"cni.dev/valid-attachments": []}')") $(names)"

# Each time a little later, from before the first to after the last system call.
left=''
for (( n = 1; n < 400; n += 79 )); do
	how=$(env -i PATH="$PATH" CNI_COMMAND=ADD CNI_CONTAINERID="$id" CNI_NETNS="/run/netns/$web" \
		CNI_IFNAME=eth0 "$here/killed_at.py" 0 "$n" "$plugin" <<<"$(conf)" 2>/dev/null | tail -n 1)
	call DEL "$id" "$web" eth0 "$(conf)" || left+=" DEL after $n ($how)"
	[[ $(devices "$web") == lo ]] || left+=" a device after $n ($how)"
done
is "killed anywhere, DEL leaves nothing" "" "$left$(ctrnetctl doctor | grep -v ^ok: || true)"
is "and ADD works" "0" "$(status_of call ADD "$id" "$web" eth0 "$(conf)")"
