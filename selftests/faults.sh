#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whatever the module allocates may fail: requests are refused then, packets dropped and
# counted, and nothing of it stays. Each row is done with its first allocation failing,
# its second, and so on, until it has its way; only kernels made for it can do that. ROWS
# names those which are done, by an extended regular expression.
#
#   tun, "out" ---- uplink  host ---- ctr0 --- a (eth0 in a netns), b

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3
debug=/sys/kernel/debug
[[ -e $debug/failslab/require-start && -e $debug/fail_page_alloc/min-order &&
	-e /proc/self/fail-nth ]] || skip_all "needs a kernel with fault injection"
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"

host=host-$tag a=a-$tag b=b-$tag more=more-$tag

in_host() {
	nsenter "--net=/run/netns/$host" -- "$@"
}

for ns in "$host" "$a" "$b"; do
	at_exit ip netns delete "$ns"
	ip netns add "$ns"
done
in_host sysctl -qw net.ipv4.ip_forward=1
ip -n "$host" -batch - <<END
link set lo up
link add ctr0 index 100 address 02:00:00:00:00:01 type ctrnet
address add 10.9.0.1/24 dev ctr0
address add fd09::1/64 dev ctr0 nodad
link set ctr0 up
link add eth0 address 02:00:00:00:00:0a netns $a link ctr0 type ctrnet_ep
link add eth0 address 02:00:00:00:00:0b netns $b link ctr0 type ctrnet_ep
tuntap add up0 mode tun
address add 192.0.2.1/24 dev up0
address add 2001:db8::1/64 dev up0 nodad
link set up0 up
END
for ns in "$a" "$b"; do
	nsenter "--net=/run/netns/$ns" -- sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip -n "$ns" link set eth0 up
done

in_host "$here/genl.py" >/dev/null <<END
address-add endpoint=1 address=10.9.0.2
address-add endpoint=1 address=fd09::2
address-add endpoint=2 address=10.9.0.3
address-add endpoint=2 address=fd09::3
END

coproc walker {
	cd "$here" && exec nsenter "--net=/run/netns/$host" -- python3 faults.py up0 "$a" "$b"
}
# shellcheck disable=SC2154 # set by coproc
at_exit kill -KILL "$walker_PID"
exec {walks}>&"${walker[1]}" {results}<&"${walker[0]}"
read -rt 300 <&"$results" || true

# walks TEXT PREPARE ACTION UNDO: something fails, and all is well
walks() {
	local result=

	echo "$2|$3|$4" >&"$walks"
	read -rt 2000 result <&"$results" || true
	if [[ $result =~ ^clean\ ([0-9]+)\ ([0-9]+)$ ]] && (( BASH_REMATCH[1] + BASH_REMATCH[2] )); then
		pass "$1 (${BASH_REMATCH[1]} times refused, ${BASH_REMATCH[2]} not)"
	else
		fail "$1" "clean, after some steps" "$result"
	fi
}

# One of each kind, for what only reads.
begin="genl publish-add endpoint=1 protocol=17 host-port=8080 port=80;genl link-add endpoint=1 source=2"
end="genl publish-del publish=@publish;genl link-del link=@link"
flow="send a udp out"
flush="genl flow-flush"
publish="genl publish-add endpoint=1 host-port=8080 port=80 protocol"
unpublish="genl publish-del publish=@publish"
# Publishes go with the address.
readdress="genl address-del endpoint=1 address=10.9.0.2;genl address-add endpoint=1 address=10.9.0.2"
make="run ip link add eth0 netns $more link ctr0 type ctrnet_ep"

mapfile -t rows < <(grep -E "^[^|]*(${ROWS:-}).*\|" <<END
a network is told||genl network-get network=100|
an endpoint||genl endpoint-get endpoint=1|
a publish|$begin|genl publish-get publish=@publish|$end
a link|$begin|genl link-get link=@link|$end
what the firewall would do|$begin|genl publish-check publish=@publish|$end

an address is given|genl address-del endpoint=1 address=10.9.0.2|genl address-add endpoint=1 address=10.9.0.2|
one of IPv6|genl address-del endpoint=1 address=fd09::2|genl address-add endpoint=1 address=fd09::2|
an address is taken||genl address-del endpoint=1 address=10.9.0.2|genl address-add endpoint=1 address=10.9.0.2
one of IPv6||genl address-del endpoint=1 address=fd09::2|genl address-add endpoint=1 address=fd09::2
a TCP port is published||$publish=6|$unpublish
a UDP port||$publish=17|$unpublish
an SCTP port||$publish=132|$unpublish
one of an address||$publish=6 host-address=192.0.2.1|$unpublish
one of an IPv6 address||$publish=6 host-address=2001:db8::1|$unpublish
a range||$publish=6 host-port-end=8084|$unpublish
a set of ports||genl publish-set endpoint=1 ports=protocol:6,host-port:8080,port:80 ports=protocol:132,host-port:8081,port:80|$readdress
a large range||$publish=6 host-port-end=20000|$unpublish
a port which a flow leaves by|$flow|genl publish-add endpoint=1 host-port=@port port=80 protocol=17|$unpublish;$flush
a port is no longer published|$publish=6|$unpublish|
a link is made||genl link-add endpoint=1 source=2 expose=protocol:6,port:80|genl link-del link=@link
a link is changed|genl link-add endpoint=1 source=2|genl link-set link=@link expose=protocol:6,port:80|genl link-del link=@link
a link is ended|genl link-add endpoint=1 source=2|genl link-del link=@link|
what a network does is changed||genl network-set network=100 options=-icc flow-limit=100|genl network-set network=100 options=icc flow-limit=0
flows are ended|$flow|genl flow-flush|$flush

a network is made||run ip link add ctr1 type ctrnet|run ip link delete ctr1
an endpoint is made||run ip link add eth1 netns $a link ctr0 type ctrnet_ep|run ip -n $a link delete eth1
an endpoint is deleted|run ip link add eth1 netns $a link ctr0 type ctrnet_ep|run ip -n $a link delete eth1|
a namespace comes and goes||run unshare -n true|
a namespace ends, with an endpoint|run ip netns add $more;$make|end $more|
and with a network|run ip netns add $more;$make;run ip -n $more link add ctr0 type ctrnet;run ip -n $more link add eth1 link ctr0 type ctrnet_ep|end $more|

a datagram to the outside||send a udp out|$flush
one of IPv6||send a udp6 out|$flush
a SYN to the outside||send a tcp out|$flush
an ICMP error, about one|$flow|send out error a|$flush
fragments to the outside||send a fragments out|$flush
one by a link|genl network-set network=100 options=-icc;genl link-add endpoint=1 source=2 expose=protocol:17,port:9|send a udp b|$flush;genl link-del link=@link;genl network-set network=100 options=icc
a datagram to a published port|$publish=17|send out published-udp a|$flush;$unpublish
one of IPv6|$publish=17 host-address=::|send out published-udp6 a|$flush;$unpublish
a SYN to a published port|$publish=6|send out published-tcp a|$flush;$unpublish
fragments to a published port|$publish=17|send out published-fragments a|$flush;$unpublish
one from a peer|$publish=17|send b published-udp a|$flush;$unpublish
one from the endpoint itself|$publish=17|send a published-udp a|$flush;$unpublish
who has the gateway's address||send a arp a|
and with IPv6||send a nd6 a|
END
)
plan $((${#rows[@]} + 1))
for row in "${rows[@]}"; do
	IFS='|' read -r text prepare action undo <<<"$row"
	walks "$text" "$prepare" "$action" "$undo"
done
succeeds "the log is clean" log_is_clean
