#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The host's tc actions are for all packets of a container, also for those which an ifb of its own
# has sent on: they would carry the ifb's note that they have been through actions.
#
#   outside ---- uplink (tc: drop) ---- host ---- network --- eth0 (tc: to ifb0) a

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires nsenter ping tc
for module in ifb cls_fw cls_matchall act_mirred act_skbedit act_gact; do
	modprobe -q "$module" || skip_all "no module $module"
done
plan 3

a=a-$tag
outside_create
start "$a" -- sleep infinity

# answered [MARK]: how many of three questions to the outside are
answered() {
	{ in_net "$a" ping -qnc 3 -i 0.2 -W 2 ${1:+-m "$1"} "$outside_address" || true; } |
		sed -n 's/.* \([0-9]*\) received.*/\1/p'
}
in_net "$a" ip link add ifb0 type ifb
in_net "$a" ip link set ifb0 up
in_net "$a" tc qdisc add dev eth0 clsact
in_net "$a" tc qdisc add dev ifb0 clsact
in_net "$a" tc filter add dev eth0 egress protocol ip handle 1 fw action mirred egress redirect dev ifb0
in_net "$a" tc filter add dev ifb0 egress protocol ip matchall action skbedit mark 2
is "a container redirects its packets" 3 "$(answered 1)"
tc qdisc add dev "$uplink" clsact
tc filter add dev "$uplink" egress protocol ip matchall action drop
is "the host drops what it sends" 0 "$(answered)"
is "also what was redirected" 0 "$(answered 1)"
