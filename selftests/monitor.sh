#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# ctrnetctl monitor tells of all that happens, by names, and when it could not.
#
#   host --- network --- web, db

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires jq
plan 12

net=net-$tag web=web-$tag db=db-$tag
scratch
collect "$dir/json" host ctrnetctl monitor --json
json=$!
collect "$dir/text" host ctrnetctl monitor
wait_for 60 grep -q started "$dir/json"
wait_for 60 grep -q started "$dir/text"

# happened TEXT EXPECTED FILTER: the objects since the last time, each as the filter has it
seen=1
happened() {
	local n expected=$2

	n=$(grep -c . <<<"$expected")
	wait_for 20 has_happened $((seen + n)) || true
	is "$1" "$expected" "$(tail -n +$((seen + 1)) "$dir/json" | jq -r "$3")"
	seen=$(wc -l <"$dir/json")
}
has_happened() {
	(( $(wc -l <"$dir/json") >= $1 ))
}

ctrnetctl network create "$net" >/dev/null
happened "a network" "network added $net" '"\(.Object) \(.Action) \(.Name)"'
ctrnetctl run -d --name "$db" --network "$net" --expose 6379 -- sleep infinity >/dev/null
happened "a container, and its address" "endpoint added $db $net []
endpoint changed $db $net [\"$(address "$db")\"]" \
	'"\(.Object) \(.Action) \(.Container) \(.Network) \(.Addresses)"'
ctrnetctl run -d --name "$web" --network "$net" --link "$db" -p "$port-$((port + 2)):80-82" -- \
	sleep infinity >/dev/null
happened "one with ports and a link" "endpoint added
endpoint changed
publish added
link added" '"\(.Object) \(.Action)"'
is "a publish" "$web tcp 0.0.0.0 $port $((port + 2)) 80" "$(jq -r 'select(.Object == "publish") |
	"\(.Container) \(.Protocol) \(.HostAddress) \(.HostPort) \(.HostPortEnd) \(.Port)"' "$dir/json")"
is "a link" "$web $db [\"6379/tcp\"]" "$(jq -r 'select(.Object == "link") |
	"\(.Recipient) \(.Source) \(.Exposed)"' "$dir/json")"
ctrnetctl network set --masquerade=off "$net" >/dev/null
happened "what a network does" "$net false true" '"\(.Name) \(.Options.Masquerade) \(.Options.Firewall)"'
ctrnetctl rename "$db" "other-$tag"
# The one which it knows lasts a little while.
other_name_is_told() {
	local told

	told=$(wc -l <"$dir/json")
	ctrnetctl publish "other-$tag" "$((port + 5)):6379"
	ctrnetctl unpublish "other-$tag" 6379
	wait_for 20 has_happened $((told + 2))
	[[ $(tail -n 1 "$dir/json" | jq -r '"\(.Object) \(.Action) \(.Container)"') == "publish removed other-$tag" ]]
}
eventually "another name, too" 20 other_name_is_told
seen=$(wc -l <"$dir/json")
ctrnetctl rm -f "$web" >/dev/null
happened "what is gone keeps its name till then" "publish removed $web
link removed $web
endpoint removed $web" '"\(.Object) \(.Action) \(.Container // .Recipient)"'

eventually "as lines" 20 grep -Eq \
	"Z publish added 0\.0\.0\.0:$port-$((port + 2)) -> $web:80-82/tcp on $net$" "$dir/text"
succeeds "of each object" grep -Eq "Z link removed $web -> other-$tag on $net: 6379/tcp$" "$dir/text"

# More than there is room for while it does not read.
endpoint=$(ctrnetctl stats --json | jq ".Networks[].Containers[] | select(.Name == \"other-$tag\").Endpoint")
kill -STOP "$json"
python3 - "$here" "$endpoint" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import genl
family = genl.open_family()
for _ in range(3):
    ports = [f"ports=protocol:17,host-port:{20000 + 2 * i},port:53" for i in range(1000)]
    reply = family.run(["publish-set", f"endpoint={sys.argv[2]}", *ports])
    for publish in reply["publishes"]:
        family.run(["publish-del", f"publish={publish}"])
END
kill -CONT "$json"
eventually "lost events are told" 60 grep -q '"Object":"monitor","Action":"lost"' "$dir/json"

ctrnetctl rm -f "other-$tag" >/dev/null
ctrnetctl network rm "$net" >/dev/null
eventually "and it goes on" 20 grep -q "\"Object\":\"network\",\"Action\":\"removed\".*\"Name\":\"$net\"" "$dir/json"
