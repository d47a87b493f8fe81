#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What root of a container gets who has CAP_NET_ADMIN and CAP_NET_RAW over its network
# namespace, and uses them against the others: nothing. False addresses are spoof.sh's;
# the whole table is Documentation/threat-model.rst.
#
#   outside ---- uplink ---- host ---- network net --- mallory, victim, friend

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool nft nsenter ping python3 setpriv tcpdump unshare
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
plan 35

network=net-$tag mallory=mallory-$tag victim=victim-$tag friend=friend-$tag

outside_create
network_create "$network"
device=$(device_of "$network")
start "$mallory" --network "$network" -p "$port:80" -- sleep infinity
start_reporter "$victim" --network "$network" -p "$((port + 1)):80"
start "$friend" --network "$network" -p "127.0.0.1:$((port + 2)):9/udp" -- sleep infinity
VICTIM=$(address "$victim") FRIEND=$(address "$friend") MALLORY=$(address "$mallory")
index=$(<"/sys/class/net/$device/ifindex")
scratch

# With the host's files, and these two capabilities alone.
enter_mallory=(nsenter "--net=/proc/$(pid "$mallory")/ns/net" -- setpriv --inh-caps -all
	--bounding-set "-all,+net_admin,+net_raw" --)
mallory() {
	"${enter_mallory[@]}" "$@"
}
mallory_genl() {
	mallory "$here/genl.py" "$@"
}

# --- the host's namespace, and what it knows ---

prints_nothing "the host's namespace has no id in a container's" mallory ip netns list-id
refused "another endpoint of the host's network is refused" 2 \
	"Error: the link is not a ctrnet network." \
	mallory ip link add eth9 link eth0 type ctrnet_ep
# What it would take with veth, whose container knows the host's namespace by 0.
is "the network is not deleted by who guesses an id" "-22 -22 -22 -22" "$(mallory python3 -c '
import socket, struct
RTM_DELLINK, REQUEST_ACK, IFLA_IFNAME, IFLA_TARGET_NETNSID = 17, 5, 3, 46
def attribute(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)
sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
for guess in range(4):
    body = bytes(16) + attribute(IFLA_IFNAME, b"'"$device"'\0") + \
           attribute(IFLA_TARGET_NETNSID, struct.pack("=i", guess))
    sock.send(struct.pack("=IHHII", 16 + len(body), RTM_DELLINK, REQUEST_ACK, 1, 0) + body)
    print(struct.unpack_from("=i", sock.recv(4096), 16)[0], end=" ")' | xargs)"

endpoint=$("$here/genl.py" "endpoint-get network=$index mac=$(mac "$victim")" | jq .endpoint)
publish=$("$here/genl.py" "dump publish-get" |
	jq --argjson endpoint "$endpoint" '.[] | select(.endpoint == $endpoint) | .publish')
"${enter_mallory[@]}" "$here/genl.py" --events >"$dir/events" 2>&1 &
at_exit kill -KILL $!
wait_for 60 grep -q listening "$dir/events"
while IFS='|' read -r request expected; do
	requests+=("$request") expectations+=("$expected")
done <<END
dump network-get|[]
dump endpoint-get|[]
dump publish-get|[]
dump link-get|[]
dump flow-get|[]
network-get network=$index|ENODEV no such network [network]
network-set network=$index options=-firewall|ENODEV no such network [network]
endpoint-get endpoint=$endpoint|ENOENT no such endpoint [endpoint]
address-add endpoint=$endpoint address=192.0.2.9|ENOENT no such endpoint [endpoint]
publish-get publish=$publish|ENOENT no such publish [publish]
publish-del publish=$publish|ENOENT no such publish [publish]
flow-flush|{"flows": 0}
END
mapfile -t answers < <(mallory_genl "${requests[@]}")
for i in "${!requests[@]}"; do
	is "in a container, ${requests[i]}" "${expectations[i]}" "${answers[i]:-}"
done
mapfile -t answers < <(in_net "$mallory" unshare -Ur "$here/genl.py" "dump network-get" "flow-flush")
like "root of a user namespace has no say over the network namespace around it" \
	"^EPERM" "${answers[0]:-}"
like "nor over its flows" "^EPERM" "${answers[1]:-}"
is "who has a namespace of its own sees that" "[]" \
	"$(in_net "$mallory" unshare -Urn "$here/genl.py" "dump network-get")"
ctrnetctl network set --icc=false "$network" >/dev/null
ctrnetctl network set --icc=true "$network" >/dev/null
mallory ip link add own0 index 1000 type ctrnet
mallory_genl "network-set network=1000 options=-firewall" >/dev/null
mallory ip link delete own0
wait_for 20 grep -q network-ntf "$dir/events" || true
is "of what happens it is told its own alone" "network-ntf 1000" \
	"$(sed 1d "$dir/events" | jq -r '"\(.event) \(.network)"' | xargs)"

# --- what it sends ---

# counts TEXT REASON COMMAND...: nothing comes back, and drops of a reason are counted
counts() {
	local text=$1 reason=$2 before status
	shift 2

	before=$(drops "$device" "$reason")
	status=$(status_of "$@")
	if (( status != 0 && $(drops "$device" "$reason") > before )); then
		pass "$text"
	else
		fail "$text" "no answer, and more than $before drops: $reason" \
			"status $status, $(drops "$device" "$reason")"
	fi
}

mallory ip address add 192.0.2.66/32 dev eth0
counts "an address which it gives itself" spoofed-ip \
	mallory ping -qc 1 -W 1 -I 192.0.2.66 "$VICTIM"
mallory ip address del 192.0.2.66/32 dev eth0
mallory ip link add macv0 link eth0 type macvlan mode bridge
mallory ip address add "$MALLORY/32" dev macv0
mallory ip link set macv0 up
mallory ip route add "$VICTIM" dev macv0
counts "a device with another MAC address on top of its own" spoofed-mac \
	mallory ping -qc 1 -W 1 "$VICTIM"
mallory ip link delete macv0
for id in 0 7; do
	mallory ip link add vlan0 link eth0 type vlan id "$id"
	mallory ip address add "$MALLORY/32" dev vlan0
	mallory ip link set vlan0 up
	mallory ip neighbour add "$VICTIM" lladdr "$(mac "$victim")" dev vlan0
	mallory ip route add "$VICTIM" dev vlan0
	counts "frames with the tag of VLAN $id" protocol mallory ping -qc 1 -W 1 "$VICTIM"
	mallory ip link delete vlan0
done
gateway_mac=$(<"/sys/class/net/$device/address")
# sends SOURCE TO PORT: a datagram by way of the gateway, whose answer is not waited for
sends() {
	mallory python3 -c '
import sys
sys.path.insert(0, sys.argv[1])
from frame import opened, packet, udp
opened("eth0").send(packet(*sys.argv[2:4], udp(*sys.argv[4:6], 1, int(sys.argv[6]), b"x")))
sys.exit(1)' "$here" "$gateway_mac" "$(mac "$mallory")" "$@"
}
for to in 127.0.0.1 255.255.255.255 224.0.0.5; do
	counts "a packet to $to, by the gateway" martian sends "$MALLORY" "$to" "$port"
done
counts "a packet to a port which is published on 127.0.0.1" martian \
	sends "$MALLORY" 127.0.0.1 $((port + 2))
counts "a packet from the gateway's own address" spoofed-ip \
	sends "$(gateway "$mallory")" "$VICTIM" 80

# A rule of the host which lets pass what the host has marked.
at_exit nft delete table inet "fw-$tag"
nft -f - <<END
table inet fw-$tag {
	chain forward {
		type filter hook forward priority 0
		iifname "$device" meta mark != 7 meta priority != 0:7 drop
	}
}
END
is "a mark of its own does not pass the host's firewall" 1 \
	"$(status_of mallory ping -qc 1 -W 1 -m 7 "$outside_address")"
is "nor a priority" 1 "$(status_of mallory python3 -c '
import socket, sys
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY, 7)
sock.settimeout(1)
sock.sendto(b"x", (sys.argv[1], 9))
sock.recv(9)' "$outside_address")"
nft delete table inet "fw-$tag"

# --- what it hears ---

mallory ip link set eth0 promisc on
collect "$dir/heard" host nsenter "--net=/proc/$(pid "$mallory")/ns/net" -- tcpdump -lni eth0 \
	"icmp and host $FRIEND"
wait_for 20 grep -q listening "$dir/heard"
at "$friend" ping -qc 2 -W 15 "$VICTIM" >/dev/null
at "$friend" ping -qc 2 -W 15 "$(gateway "$friend")" >/dev/null
at "$friend" ping -qc 1 -W 15 "$MALLORY" >/dev/null
eventually "promiscuous, it hears what is for it" 20 grep -q "> $MALLORY: ICMP" "$dir/heard"
is "and nothing of the others" "" "$(grep "ICMP" "$dir/heard" | grep -v "$MALLORY" || true)"

# --- its device ---

mallory ip link delete eth0
is "it may delete its own device: its port is free" yes \
	"$(wait_for 20 can_listen "$port" && echo yes)"
is "and nobody else has lost anything" "$FRIEND $outside_address" \
	"$(ask "$friend" tcp "$VICTIM" 80) $(ask outside tcp "$uplink_address" $((port + 1)))"
succeeds "the log is clean" log_is_clean
