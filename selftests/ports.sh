#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Ports as people write them, and as they are shown.
# Sets: core
#
#   host ---- network --- test

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ss
plan 70

test=test-$tag p=$port

lines() {
	printf '%s\n' "$@"
}

# The example which everybody knows.
start "$test" -p "$p:9876" -p "$((p + 1)):7890" -- sleep infinity
is "port: all" "$(lines "7890/tcp -> 0.0.0.0:$((p + 1))" "9876/tcp -> 0.0.0.0:$p")" \
	"$(ctrnetctl port "$test")"
is "port: one" "0.0.0.0:$((p + 1))" "$(ctrnetctl port "$test" 7890)"
is "port: one, with its protocol" "0.0.0.0:$((p + 1))" "$(ctrnetctl port "$test" 7890/tcp)"
refused "port: of another protocol" 1 \
	"Error: No public port '7890/udp' published for $test" ctrnetctl port "$test" 7890/udp
refused "port: not published" 1 \
	"Error: No public port '80' published for $test" ctrnetctl port "$test" 80
refused "port: no number" 1 "Error: invalid port 'abc': invalid syntax" \
	ctrnetctl port "$test" abc
refused "port: too large" 1 "Error: invalid port '70000': value out of range" \
	ctrnetctl port "$test" 70000
refused "port: of nobody" 1 "Error: No such container: no-$tag" ctrnetctl port "no-$tag"
is "ps" "0.0.0.0:$p->9876/tcp, 0.0.0.0:$((p + 1))->7890/tcp" \
	"$(ctrnetctl ps --json "$test" | jq -r '.[].Ports')"
ctrnetctl stop -t 0 "$test" >/dev/null
prints_nothing "port: nothing once stopped" ctrnetctl port "$test"
is "ps: nothing once stopped" '[""]' "$(ctrnetctl ps -a --json "$test" | jq -c 'map(.Ports)')"
ctrnetctl rm "$test" >/dev/null

# Each form at once.
start_reporter "$test" -p "$p:80" -p "127.0.0.1:$((p + 1)):81/tcp" -p 127.0.0.1::82 -p 83 \
	-p "$((p + 2)):53/UDP" -p "$((p + 3))-$((p + 5)):79-81" -p "[127.0.0.1]:$((p + 6)):0080" \
	-p "published=$((p + 7)),target=84,protocol=udp" -p "$((p + 8))-$((p + 9)):85" -p :86 \
	--expose 90-92 --expose 99/udp
mapfile -t shown < <(ctrnetctl port "$test")
any() {
	local any

	any=$(ctrnetctl port "$test" "$1")
	between "$2: a port of the range for that" 49000 49900 "${any##*:}"
}
any 82 "address::port"
any 83 "port"
any 86 ":port"
is "port: sorted by number, protocol, address" "$(lines \
	"53/udp -> 0.0.0.0:$((p + 2))" "79/tcp -> 0.0.0.0:$((p + 3))" \
	"80/tcp -> 0.0.0.0:$p" "80/tcp -> 0.0.0.0:$((p + 4))" "80/tcp -> 127.0.0.1:$((p + 6))" \
	"81/tcp -> 0.0.0.0:$((p + 5))" "81/tcp -> 127.0.0.1:$((p + 1))" \
	"82/tcp -> $(ctrnetctl port "$test" 82)" "83/tcp -> $(ctrnetctl port "$test" 83)" \
	"84/udp -> 0.0.0.0:$((p + 7))" "85/tcp -> 0.0.0.0:$((p + 8))" \
	"86/tcp -> $(ctrnetctl port "$test" 86)")" "$(lines "${shown[@]}")"
while read -r private text; do
	refused "port: $text" 1 "Error: No public port '$private' published for $test" \
		ctrnetctl port "$test" "$private"
done <<END
53 without a protocol it is tcp
90 an exposed one is not published
80/foo a protocol there is not is not published
END
refused "port: no range" 1 "Error: invalid port '80-81': invalid syntax" \
	ctrnetctl port "$test" 80-81
is "inspect: exposed ports have no host port" "null null" "$(ctrnetctl inspect "$test" |
	jq -r '.[0].NetworkSettings.Ports | "\(."91/tcp") \(."99/udp")"')"
is "inspect: published ones do" "0.0.0.0 $((p + 2))" "$(ctrnetctl inspect "$test" |
	jq -r '.[0].NetworkSettings.Ports."53/udp"[0] | "\(.HostIp) \(.HostPort)"')"
gateway=$(gateway "$test")
mapfile -t answers < <(ask host tcp 127.0.0.1 "$p" tcp 127.0.0.1 $((p + 4)) \
	tcp 127.0.0.1 $((p + 6)) tcp 127.0.0.1 $((p + 3)))
is "they lead there, a range port by port" "$gateway $gateway $gateway refused" "${answers[*]}"
ctrnetctl rm -f "$test" >/dev/null

start "$test" -p "$p-$((p + 2)):80-82" -p "$((p + 3)):83" -p "$((p + 4)):84/udp" \
	-p "127.0.0.1:$((p + 5)):85" --expose 90-91 --expose 80 -- sleep infinity
is "ps: runs are one entry, sorted by host address and port, exposed ones last" \
	"0.0.0.0:$p-$((p + 3))->80-83/tcp, 0.0.0.0:$((p + 4))->84/udp, 127.0.0.1:$((p + 5))->85/tcp, 90-91/tcp" \
	"$(ctrnetctl ps --json "$test" | jq -r '.[].Ports')"

# On a running container.
is "publish: says what it did" "88/tcp -> 0.0.0.0:$((p + 8))" \
	"$(ctrnetctl publish "$test" "$((p + 8)):88")"
is "publish: a range is a line" "92-94/udp -> 0.0.0.0:$p-$((p + 2))" \
	"$(ctrnetctl publish "$test" "$p-$((p + 2)):92-94/udp")"
refused "publish: a taken port" 1 \
	"Error: Bind for 0.0.0.0:$((p + 8)) failed: port is already allocated (by the same container)" \
	ctrnetctl publish "$test" "$((p + 9)):89" "$((p + 8)):90"
refused "publish: all or nothing" 1 "Error: No public port '89' published for $test" \
	ctrnetctl port "$test" 89
ctrnetctl publish "$test" "$((p + 9)):88" >/dev/null
refused "unpublish: the host's port" 1 "Error: No public port '$((p + 8))' published for $test: that is a port of the host, to end just this say 'ctrnetctl unpublish $test $((p + 8)):88/tcp'" \
	ctrnetctl unpublish "$test" "$((p + 8))"
ctrnetctl unpublish "$test" "$((p + 8)):88/tcp" >/dev/null
is "unpublish: just this" "0.0.0.0:$((p + 9))" "$(ctrnetctl port "$test" 88)"
succeeds "unpublish" ctrnetctl unpublish "$test" 88
# of_other GIVEN MEANT: what is said to unpublish, and the one which is published
of_other() {
	refused "unpublish: '${1/$((p + 8))/P}' of another protocol" 1 \
		"Error: No public port '$1' published for $test: that is of another protocol, to end just this say 'ctrnetctl unpublish $test $2'" \
		ctrnetctl unpublish "$test" "$1"
}
ctrnetctl publish "$test" "$((p + 8)):53/udp" >/dev/null
of_other 53 53/udp
of_other "$((p + 8)):53" "$((p + 8)):53/udp"
refused "unpublish: the host's port, of UDP" 1 "Error: No public port '$((p + 8))' published for $test: that is a port of the host, to end just this say 'ctrnetctl unpublish $test $((p + 8)):53/udp'" \
	ctrnetctl unpublish "$test" "$((p + 8))"
refused "unpublish: the other protocol, if it is said" 1 \
	"Error: No public port '53/tcp' published for $test" ctrnetctl unpublish "$test" 53/tcp
refused "unpublish: not published" 1 "Error: No public port '88' published for $test" \
	ctrnetctl unpublish "$test" 88
ctrnetctl rm -f "$test" >/dev/null
start "$test" -- sleep infinity
is "publish: so are 60,000 ports" "1-60000/udp -> 127.0.0.9:1-60000" \
	"$(ctrnetctl publish "$test" 127.0.0.9:1-60000:1-60000/udp)"
is "ps: and one entry" "127.0.0.9:1-60000->1-60000/udp" \
	"$(ctrnetctl ps --json "$test" | jq -r '.[].Ports')"
is "port: lists each" "60000 127.0.0.9:60000" \
	"$(ctrnetctl port "$test" | grep -c /udp) $(ctrnetctl port "$test" 60000/udp)"
succeeds "unpublish: all at once" ctrnetctl unpublish "$test" 127.0.0.9:1-60000:1-60000/udp
ctrnetctl rm -f "$test" >/dev/null

# What is not understood is refused, and nothing is made.
no_port() {
	refused "-p '$1'" 125 "Error: $2" \
		ctrnetctl run -d --name "$test" -p "$1" -- true
}
no_port ""                    "no port specified: <empty>"
no_port 8080:                 "no port specified: 8080:<empty>"
no_port :                     "no port specified: :<empty>"
no_port /tcp                  "no port specified: /tcp<empty>"
no_port abc                   "invalid containerPort: abc"
no_port 80:65536              "invalid containerPort: 65536"
no_port 82-80                 "invalid containerPort: 82-80"
no_port 80-                   "invalid containerPort: 80-"
no_port -80                   "invalid containerPort: -80"
no_port " 80"                 "invalid containerPort:  80"
no_port 0x50                  "invalid containerPort: 0x50"
no_port +80                   "invalid containerPort: +80"
no_port 80-81-82              "invalid containerPort: 80-81-82"
no_port a:80                  "invalid hostPort: a"
no_port 65536:80              "invalid hostPort: 65536"
no_port -1:80                 "invalid hostPort: -1"
no_port 9090-9089:80          "invalid hostPort: 9090-9089"
no_port localhost:80:80       "invalid IP address: localhost"
no_port 010.0.0.1:80:80       "invalid IP address: 010.0.0.1"
no_port 8080:80,9090:90       "invalid IP address: 8080"
no_port 8000-8001:80-82       "invalid ranges specified for container and host Ports: 80-82 and 8000-8001"
no_port 8080:80-81            "invalid ranges specified for container and host Ports: 80-81 and 8080"
no_port 80/icmp               "invalid proto: icmp"
no_port 80/tcp/udp            "invalid proto: tcp/udp"
no_port 0                     'invalid port specification: "0/tcp"'
no_port published=80,x        "invalid publish opts format (should be name=value but got 'x')"
no_expose() {
	refused "--expose '$1'" 125 "Error: $2" \
		ctrnetctl run -d --name "$test" --expose "$1" -- true
}
no_expose abc     "invalid range format for --expose: invalid start port 'abc': invalid syntax"
no_expose 80:80   "invalid port format for --expose: 80:80"
no_expose 82-80   "invalid range format for --expose: invalid port range: 82-80"
no_expose 80/icmp "invalid range format for --expose: invalid proto: icmp"
refused "an address which the host does not have" 125 \
	"Error: failed to bind host port 192.0.2.1:$p/tcp: cannot assign requested address" \
	ctrnetctl run -d --name "$test" -p "192.0.2.1:$p:80" -- sleep infinity
