#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# ctrnetctl graph draws what there is, and ip shows what is its own.
# Sets: ecosystem tool
#
#   host --- network a --- web, db
#    '------ network b --- web

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires jq
plan 12

a=a-$tag b=b-$tag web=web-$tag db=db-$tag
ctrnetctl network create "$a" >/dev/null
ctrnetctl network create "$b" >/dev/null
at_exit ctrnetctl network rm "$a" "$b"
start "$db" --network "$a" --expose 6379 -- sleep infinity
start "$web" --network "$a" --network "$b" --link "$db:store" -p "$port-$((port + 1)):80-81" -- sleep infinity

graph=$(ctrnetctl graph)
number() {
	sed -n "s/^\t*\(e[0-9]*\) .*label=\"$1\\\\n.*/\1/p" <<<"$graph"
}
like "a drawing" "^digraph ctrnet \{.*\}$" "$graph"
like "a network" "label=\"$a \(ctr[0-9]+\)\"" "$graph"
like "with its gateway" "label=\"gateway\\\\n172[0-9.]+/16\"" "$graph"
like "a container, with its address" "e[0-9]+ \[shape=box.*label=\"$db\\\\n$(address "$db")\"\]" "$graph"
like "its ports" \
	"(p[0-9]+) \[.*label=\"0.0.0.0:$port-$((port + 1))/tcp\"\].*p[0-9]+ -> $(number "$web") \[label=\"80-81\"\]" \
	"$(tr '\n' ' ' <<<"$graph")"
like "a link, by its alias" "$(number "$web") -> $(number "$db") \[style=dashed.*label=\"store\\\\n6379/tcp\"\]" "$graph"
like "one more network" "$(number "$web") -> n[0-9]+ \[style=dotted, dir=none, label=\"\\\\n172" "$graph"
is "one network alone" 1 "$(ctrnetctl graph "$b" | grep -c subgraph)"

if command -v dot >/dev/null; then
	like "as a picture" "<svg.*>$web<.*</svg>" "$(ctrnetctl graph --svg | sed "s/&#45;/-/g" | tr "\n" " ")"
else
	refused "without what paints it" 1 \
		"Error: a picture needs 'dot': install the package graphviz; without --svg there is what it would draw" \
		ctrnetctl graph --svg
fi

# --- ip, with the plugin in tools/iproute2 ---
scratch
plugin=$here/../tools/iproute2/link_ctrnet.c
if [[ -e $plugin ]] && cc -x c -fsyntax-only - <<<'#include <linux/rtnetlink.h>' 2>/dev/null; then
	succeeds "ip: the plugin is built" cc -Wall -Werror -shared -fPIC -I "$here/../uapi" \
		"$plugin" -o "$dir/link_ctrnet.so"
	ln -s link_ctrnet.so "$dir/link_ctrnet_ep.so"
	ctrnetctl network set --icc=off "$a" >/dev/null
	is "ip -d -j link: a network" "off on on off 2" "$(IP_LIB_DIR=$dir ip -d -j link show "$(device_of "$a")" |
		jq -r '.[0].linkinfo.info_data | "\(.icc) \(.masquerade) \(.firewall) \(.routed) \(.endpoints)"')"
	like "ip -d link: an endpoint" "ctrnet_ep endpoint $(number "$db" | tr -d e) " \
		"$(IP_LIB_DIR=$dir nsenter -t "$(pid "$db")" -n ip -d link show eth0)"
else
	for text in "ip: the plugin is built" "ip -d -j link: a network" "ip -d link: an endpoint"; do
		skip "$text" "needs its source, a compiler and the kernel's headers"
	done
fi
