#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Much data arrives as it was sent, by TCP and UDP, over published ports and
# masqueraded, all at once, while a neighbour is published, unpublished,
# restarted and deleted without end. The outside loses packets now and then.
#
#   outside ---- uplink ---- host ---- network --- server (published), client, neighbour
#
# CTRNET_TRANSFER says how much, as head -c takes it.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ncat python3 sha256sum tc
plan 11

server=server-$tag client=client-$tag neighbour=neighbour-$tag
outside_create
scratch
cp "$here/transfer.py" "$dir"
head -c "${CTRNET_TRANSFER:-100M}" /dev/urandom >"$dir/data"
sum=$(sha256sum <"$dir/data")

start "$server" -p "$port:7" -p "$port:7/udp" -- sleep infinity
start "$client" -- sleep infinity
at_exit ctrnetctl rm -f "$neighbour"
if tc -n "$outside" qdisc add dev eth0 root netem loss 0.1% 2>/dev/null; then
	tc qdisc add dev "$uplink" root netem loss 0.1%
else
	note "this kernel has no netem: nothing is lost"
fi

receive_tcp="ncat -l --recv-only 7 | sha256sum"
receive_udp="python3 $dir/transfer.py receive 7 | sha256sum"
for place in "$server" outside; do
	collect "$dir/${place%-*}.tcp" "$place" sh -c "$receive_tcp"
	collect "$dir/${place%-*}.udp" "$place" sh -c "$receive_udp"
	wait_for 20 is_listening "$place" tcp 7
	wait_for 20 is_listening "$place" udp 7
done

senders=()
# send PLACE ADDRESS PORT: by both protocols
send() {
	at "$1" ncat --send-only "$2" "$3" <"$dir/data" >"$dir/sent.tcp.${1%-*}" 2>&1 &
	senders+=($!)
	at "$1" python3 "$dir/transfer.py" send "$2" "$3" <"$dir/data" >"$dir/sent.udp.${1%-*}" 2>&1 &
	senders+=($!)
}
send outside "$uplink_address" "$port"
send "$client" "$outside_address" 7
for sender in "${senders[@]}"; do
	at_exit kill -KILL "$sender"
done

are_sending() {
	kill -0 "${senders[@]}" 2>/dev/null
}

# What befalls the neighbour; between its own port and those which are in use,
# there is no room.
churn() {
	ctrnetctl run -d --name "$neighbour" -p "$((port + 1)):80" -- sleep infinity
	ctrnetctl publish "$neighbour" "$((port + 2)):7" "$((port - 1)):7/udp"
	ctrnetctl unpublish "$neighbour" 7/tcp 7/udp
	ctrnetctl restart -t 0 "$neighbour"
	ctrnetctl rm -f "$neighbour"
}

turns=0 status=0
while are_sending && (( status == 0 )); do
	churn >/dev/null 2>"$dir/churn" || status=$?
	! are_sending || turns=$((turns + 1))
done
is "a neighbour lives and dies" "0 " "$status $(cat "$dir/churn")"
between "while all of them send" 1 100000 "$turns"

for i in "${!senders[@]}"; do
	status=0
	wait "${senders[i]}" || status=$?
	is "sender $((i + 1)) of ${#senders[@]} is content" 0 "$status"
done
note "outside: $(cat "$dir/sent.udp.outside"); client: $(cat "$dir/sent.udp.client")"
arrived() {
	grep -q . "$dir/$1"
}
for name in server outside; do
	for protocol in tcp udp; do
		wait_for 20 arrived "$name.$protocol" || true
	done
done
is "TCP, published" "$sum" "$(cat "$dir/server.tcp")"
is "UDP, published" "$sum" "$(cat "$dir/server.udp")"
is "TCP, masqueraded" "$sum" "$(cat "$dir/outside.tcp")"
is "UDP, masqueraded" "$sum" "$(cat "$dir/outside.udp")"
succeeds "the log is clean" log_is_clean
