#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel's own netlink client, which is given the specification and nothing else.
# Sets: ecosystem
#
#   host --- network ctrX --- endpoints eth0, eth1 in netns

. "${BASH_SOURCE[0]%/*}/lib.sh"
tree=$("$here/vm/source.sh" --checks 2>/dev/null) || skip_all "needs linux-source-6.12"
cli=$tree/tools/net/ynl/cli.py
spec=$here/../Documentation/netlink/specs/ctrnet.yaml
schema=$tree/Documentation/netlink/genetlink-legacy.yaml
[[ -r $cli && -r $spec ]] || skip_all "needs the kernel's ynl, and the specification"
/usr/bin/python3 -c 'import yaml, jsonschema' 2>/dev/null ||
	skip_all "needs python3-yaml and python3-jsonschema"
requires jq
plan 16

ctr=ctr-$tag ns=ns-$tag
at_exit ip link delete "$ctr"
ip link add "$ctr" type ctrnet
index=$(<"/sys/class/net/$ctr/ifindex")
at_exit ip netns delete "$ns"
ip netns add "$ns"
ip link add eth0 address 02:00:00:00:00:02 netns "$ns" link "$ctr" type ctrnet_ep
ip link add eth1 address 02:00:00:00:00:03 netns "$ns" link "$ctr" type ctrnet_ep

# cli.py as it is, but with libyaml's parser: the other takes seconds, in an emulator many.
# And --sleep is until there is a line to be read.
run_cli='import runpy, sys, time, yaml
yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
time.sleep = lambda seconds: (print("listening", flush=True), sys.stdin.readline())
sys.argv = sys.argv[1:]
sys.path.insert(0, sys.argv[0].rpartition("/")[0])
runpy.run_path(sys.argv[0], run_name="__main__")'
# ynl WORD...
ynl() {
	/usr/bin/python3 -c "$run_cli" "$cli" --spec "$spec" --no-schema --output-json "$@" 2>&1 || true
}
scratch

succeeds "it fits the kernel's schema" /usr/bin/python3 -c "$run_cli" "$cli" \
	--spec "$spec" --schema "$schema" --list-ops

eps=$(ynl --dump endpoint-get | jq -c "map(select(.network == $index))")
is "a dump of endpoints" "02:00:00:00:00:02 02:00:00:00:00:03" "$(jq -r 'map(.mac) | join(" ")' <<<"$eps")"
first=$(jq '.[0].endpoint' <<<"$eps") second=$(jq '.[1].endpoint' <<<"$eps")

ynl --do address-add --json "{\"endpoint\": $first, \"address\": \"0a010203\"}" >/dev/null
is "an address is given, and read" '["10.1.2.3"]' \
	"$(ynl --do endpoint-get --json "{\"endpoint\": $first}" | jq -c .address)"

ynl --do address-add --json "{\"endpoint\": $second, \"address\": \"0a010204\"}" >/dev/null

mkfifo "$dir/go"
exec {go}<>"$dir/go"
ynl --subscribe events --sleep 1 <"$dir/go" >"$dir/told" &
wait_for 60 grep -q listening "$dir/told"
publish=$(ynl --do publish-add --json \
	"{\"endpoint\": $first, \"protocol\": 6, \"host-port\": $port, \"port\": 80}")
is "a port is published" "$port 80" "$(jq -r '"\(."host-port") \(.port)"' <<<"$publish")"
publish=$(jq .publish <<<"$publish")
echo >&"$go"
wait $!
is "who listens is told" "publish-ntf $port" \
	"$(sed 1d "$dir/told" | jq -r '.[] | "\(.name) \(.msg."host-port")"')"

refused_ynl() {	# TEXT EXPRESSION WORD...
	like "$1" "$2" "$(ynl "${@:3}" | tr '\n' ' ')"
}
refused_ynl "a port which is taken" "File exists.*extack: .*'msg': '.*'.*bad-attr': '.host-port'" \
	--do publish-add --json \
	"{\"endpoint\": $second, \"protocol\": 6, \"host-port\": $port, \"port\": 80}"
refused_ynl "one out of range" "Numerical result out of range.*policy.*max-value.*65535" \
	--do publish-add --json "{\"endpoint\": $first, \"protocol\": 6, \"host-port\": 70000, \"port\": 80}"
refused_ynl "what is missing" "Invalid argument.*'miss-type': 'port'" \
	--do publish-add --json "{\"endpoint\": $first, \"protocol\": 6, \"host-port\": $port}"

link=$(ynl --do link-add --json "{\"endpoint\": $first, \"source\": $second,
	\"expose\": [{\"protocol\": 6, \"port\": 5432}]}" | jq .link)
is "a link is made, and dumped" "$first $second 5432" "$(ynl --dump link-get |
	jq -r ".[] | select(.link == $link) | \"\(.endpoint) \(.source) \(.expose[0].port)\"")"
ynl --do network-set --json "{\"network\": $index,
	\"options\": {\"value\": [\"firewall\"], \"selector\": [\"firewall\", \"icc\"]}}" >/dev/null
is "a set of options" '["firewall","masquerade"]' \
	"$(ynl --do network-get --json "{\"network\": $index}" | jq -c '.options.value | sort')"
is "several at once" "null" "$(ynl --multi link-del "{\"link\": $link}" \
	--multi publish-del "{\"publish\": $publish}" | jq -r 'flatten | unique | .[0]')"
is "are done" "0 0" "$(ynl --dump link-get | jq "map(select(.network == $index)) | length") \
$(ynl --dump publish-get | jq "map(select(.network == $index)) | length")"
is "drops by their names" "[]" "$(ynl --do network-get --json "{\"network\": $index}" | jq -c '.drop // []')"

# --- what Documentation/examples shows ---
examples=$here/../Documentation/examples
# shellcheck disable=SC2046 # words
succeeds "the example in C is built" cc -Wall -Werror -I "$here/../uapi" "$examples/publish.c" \
	$(pkg-config --cflags --libs libnl-genl-3.0) -o "$dir/publish"
collect "$dir/published" host /usr/bin/python3 "$examples/published.py" "$tree" "$spec" 60
like "and publishes a port" "^publish [0-9]+$" "$("$dir/publish" 10.1.2.3 "$port" 80 2>&1)"
eventually "of which the one in Python tells" 60 grep -qE \
	"^(\+ )?0\.0\.0\.0 port $port -> 10\.1\.2\.3 port 80$" "$dir/published"
