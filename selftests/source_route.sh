#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Packets whose sender names routers by IPv4's options or IPv6's headers, or whose options are
# none: no address is translated for them, whichever way they go, though both ends would take
# them. Others have options, or such a header which names no more routers, and arrive.
#
#   outside ---- uplink ---- host ---- network --- server

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_ipv6.sh"
requires ethtool nsenter python3 socat
plan 15

network=net-$tag server=server-$tag
outside_create
outside_create6
network_create "$network"
device=$(device_of "$network")
start "$server" --network "$network" -p "$port:9999/udp" -- sleep infinity
SERVER=$(address "$server")
scratch

in_outside() {
	nsenter "--net=/run/netns/$outside" -- "$@"
}
in_outside sysctl -qw net.ipv4.conf.all.accept_source_route=1
in_net "$server" sysctl -qw net.ipv4.conf.all.accept_source_route=1
collect "$dir/outside" outside socat -u UDP4-RECV:9999 -
collect "$dir/server" "$server" socat -u UDP4-RECV:9999 -
collect "$dir/host" host socat -u "UDP4-RECV:$((port + 1))" -
wait_for 20 is_listening outside udp 9999
wait_for 20 is_listening "$server" udp 9999
wait_for 20 is_listening host udp $((port + 1))

cat >"$dir/send.py" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
from frame import address, opened, packet, udp
to_mac, own_mac, own, to, port = sys.argv[2:]
out = opened("eth0")
# The routes are at their end, so that where they arrive they go no further.
for text, options in {
    "first": b"",
    "record": b"\1\7\7\4" + bytes(4),
    "loose": b"\x83\7\10" + address(own),
    "strict": b"\x89\7\10" + address(own),
    "behind": b"\1\7\3\4\x83\3\4",
    "damaged": b"\x94\50\0\0",
    "last": b"\1",
}.items():
    out.send(packet(to_mac, own_mac, udp(own, to, 1111, int(port), text.encode() + b"\n",
                                         options=options)))
END
cat >"$dir/send6.py" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
from frame import ip, opened, packet, udp
to_mac, own_mac, own, to, port = sys.argv[2:]
out = opened("eth0")
# Kinds of header, and how many routers are left. Where none is, hosts step over a kind which
# they do not know.
for text, kind, left in ("first", 253, 0), ("later", 253, 1), ("segments", 4, 1), ("last", 253, 0):
    datagram = udp(own, to, 1111, int(port), text.encode() + b"\n")[40:]
    out.send(packet(to_mac, own_mac, ip(own, to, 43, bytes([17, 0, kind, left]) + bytes(4) +
                                        datagram)))
END

# sends TEXT FILE COMMAND... -- ARGUMENT...: what of it arrives
script=send.py arrives="first record last"
sends() {
	local text=$1 file=$dir/$2 via=()

	shift 2
	for (( ; $#; )); do
		[[ $1 != -- ]] || break
		via+=("$1")
		shift
	done
	: >"$file"
	"${via[@]}" python3 "$dir/$script" "$here" "${@:2}"
	eventually "$text: the last one arrives" 20 grep -q last "$file"
	is "$text: and of the others those which name no routers" "$arrives" \
		"$(tr -d '\0' <"$file" | xargs)"
}

gateway_mac=$(<"/sys/class/net/$device/address")
own_mac=$(mac "$server")
before=$(drops "$device" malformed)
sends "from a container to the outside" outside in_net "$server" -- \
	"$gateway_mac" "$own_mac" "$SERVER" "$outside_address" 9999
is "what is refused is counted" 4 $(($(drops "$device" malformed) - before))
sends "from a container to the host" host in_net "$server" -- \
	"$gateway_mac" "$own_mac" "$SERVER" "$uplink_address" $((port + 1))
sends "from outside to a published port" server in_outside -- \
	"$(<"/sys/class/net/$uplink/address")" \
	"$(in_outside ip -j link show eth0 | jq -r '.[0].address')" \
	"$outside_address" "$uplink_address" "$port"

# --- IPv6 ---

gateway6_add "$device"
address6_add "$server" "$prefix::2"
collect "$dir/outside6" outside socat -u UDP6-RECV:9998 -
collect "$dir/host6" host socat -u "UDP6-RECV:$((port + 2))" -
wait_for 20 is_listening outside udp 9998
wait_for 20 is_listening host udp $((port + 2))

script=send6.py arrives="first last"
before=$(drops "$device" malformed)
sends "IPv6, from a container to the outside" outside6 in_net "$server" -- \
	"$gateway_mac" "$own_mac" "$prefix::2" "$OUTSIDE" 9998
sends "IPv6, from a container to the host" host6 in_net "$server" -- \
	"$gateway_mac" "$own_mac" "$prefix::2" "$UPLINK" $((port + 2))
sends "IPv6, from an address of the link to the host" host6 in_net "$server" -- \
	"$gateway_mac" "$own_mac" "$(link_local "$server")" "$GATEWAY" $((port + 2))
is "IPv6: what is refused is counted" 6 $(($(drops "$device" malformed) - before))

succeeds "the kernel did not complain" log_is_clean
