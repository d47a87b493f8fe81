#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Much data arrives as it was sent, by TCP, UDP and SCTP, over published ports and
# masqueraded, all at once, while a neighbour is published, unpublished,
# restarted and deleted without end. The outside loses packets now and then.
#
#   outside ---- uplink ---- host ---- network --- server (published), client, neighbour
#
# CTRNET_TRANSFER says how much, as head -c takes it; CTRNET_TRANSFER_SCTP how much of
# it by SCTP, whose sums are slow where the processor is emulated.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ncat python3 sha256sum tc
requires_sctp
protocols=(tcp udp sctp)
plan $((4 + 4 * ${#protocols[@]}))

server=server-$tag client=client-$tag neighbour=neighbour-$tag
outside_create
scratch
cp "$here/transfer.py" "$dir"
head -c "${CTRNET_TRANSFER:-40M}" /dev/urandom >"$dir/data"
head -c "${CTRNET_TRANSFER_SCTP:-5M}" "$dir/data" >"$dir/data.sctp"
for protocol in tcp udp; do
	ln "$dir/data" "$dir/data.$protocol"
done

start "$server" "${protocols[@]/#/--publish=$port:7/}" -- sleep infinity
start "$client" -- sleep infinity
at_exit ctrnetctl rm -f "$neighbour"
lossy="packets are lost now and then"
if tc -n "$outside" qdisc add dev eth0 root netem loss 0.1% 2>/dev/null; then
	succeeds "$lossy" tc qdisc add dev "$uplink" root netem loss 0.1%
else
	skip "$lossy" "needs netem"
fi

# What ends by itself with the data: ncat would end an association at once.
# shellcheck disable=SC2016 # for the inner shell
declare -A receive=(
	[tcp]="ncat -l --recv-only 7"
	[udp]="python3 $dir/transfer.py receive 7"
	[sctp]="socat -u SCTP-LISTEN:7 STDOUT"
) send=(
	[tcp]='ncat --send-only "$0" "$1"'
	[udp]="python3 $dir/transfer.py send"' "$0" "$1"'
	[sctp]='socat -u -b 32768 STDIN "SCTP:$0:$1"'
)
for place in "$server" outside; do
	for protocol in "${protocols[@]}"; do
		collect "$dir/${place%-*}.$protocol" "$place" \
			sh -c "${receive[$protocol]} | sha256sum"
	done
	for protocol in "${protocols[@]}"; do
		wait_for 20 is_listening "$place" "$protocol" 7
	done
done

senders=()
# send PLACE ADDRESS PORT: by all protocols
send() {
	local protocol

	for protocol in "${protocols[@]}"; do
		at "$1" sh -c "${send[$protocol]}" "$2" "$3" <"$dir/data.$protocol" \
			>"$dir/sent.$protocol.${1%-*}" 2>&1 &
		senders+=($!)
		at_exit kill -KILL $!
	done
}
send outside "$uplink_address" "$port"
send "$client" "$outside_address" 7

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
declare -A way=([server]=published [outside]=masqueraded)
for name in server outside; do
	for protocol in "${protocols[@]}"; do
		wait_for 20 arrived "$name.$protocol" || true
		is "${protocol^^}, ${way[$name]}" "$(sha256sum <"$dir/data.$protocol")" \
			"$(cat "$dir/$name.$protocol")"
	done
done
succeeds "the log is clean" log_is_clean
