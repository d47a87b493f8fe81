#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# UDP: answers come from the address that was dialled, large datagrams arrive
# whole both ways, and one without a checksum stays so.
# Sets: core
#
#   outside ---- uplink (two addresses) ---- host ---- network --- server

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3 sha256sum
plan 13

server=server-$tag second=$subnet.3
outside_create
ip address add "$second/24" dev "$uplink"
scratch

start_reporter "$server" -p "$port:80/udp" -p "$((port + 1)):7/udp" \
	-p "$((port + 2)):9/udp"
background "$server" python3 -c "$reporter" 7 echo
wait_for 20 is_listening "$server" tcp 7
background outside python3 -c "$reporter" 7 echo
wait_for 20 is_listening outside tcp 7

# The clients' sockets are connected: an answer from elsewhere does not reach them.
mapfile -t answers < <(ask outside udp "$uplink_address" "$port" udp "$second" "$port")
is "an answer from the uplink's first address" "$outside_address" "${answers[0]}"
is "an answer from its second address" "$outside_address" "${answers[1]}"
mapfile -t answers < <(ask host udp 127.0.0.1 "$port" udp 127.9.9.9 "$port" \
	udp "$second" "$port")
is "an answer from 127.0.0.1" "$(gateway "$server")" "${answers[0]}"
is "an answer from another loopback address" "$(gateway "$server")" "${answers[1]}"
# The host itself sends from the first address of a subnet.
is "an answer to the host from the second address" "$uplink_address" "${answers[2]}"

head -c 8000 /dev/urandom >"$dir/sent"
# echoed PLACE ADDRESS PORT: send the file there, and print the sum of what comes back.
echoed() {
	at "$1" timeout 40 socat -b 65536 -t 30 - "UDP4:$2:$3,readbytes=8000" \
		<"$dir/sent" | sha256sum
}
sum=$(sha256sum <"$dir/sent")
is "8000 bytes from outside and back" "$sum" \
	"$(echoed outside "$uplink_address" $((port + 1)))"
is "8000 bytes from the host by loopback and back" "$sum" \
	"$(echoed host 127.0.0.1 $((port + 1)))"
is "8000 bytes from the container itself and back" "$sum" \
	"$(echoed "$server" "$uplink_address" $((port + 1)))"
is "8000 bytes to outside and back" "$sum" \
	"$(echoed "$server" "$outside_address" 7)"

# The receiver's checks are switched off with the sender's sums: what it gets
# shows that a zero sum was not made a wrong one.
collect "$dir/got" "$server" socat -u UDP4-RECV:9 -
wait_for 20 is_listening "$server" udp 9
at outside python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, 11, 1)          # SO_NO_CHECK
s.sendto(b"no sum\n", (sys.argv[1], int(sys.argv[2])))
' "$uplink_address" $((port + 2))
eventually "a datagram without a checksum arrives" 20 grep -qx "no sum" "$dir/got"

at outside python3 - "$here" "$(<"/sys/class/net/$uplink/address")" "$outside_address" \
	"$uplink_address" $((port + 2)) <<'END'
import sys
here, router, source, to, port = sys.argv[1:]
sys.path.insert(0, here)
from frame import fragment, opened, packet, udp
out = opened("eth0")
own = out.getsockname()[4].hex(":")
whole = udp(source, to, 1111, int(port), b"the last part first\n")
for part in (16, len(whole)), (0, 16):
    out.send(packet(router, own, fragment(whole, *part)))
END
eventually "fragments arrive in whatever order" 20 grep -qx "the last part first" "$dir/got"

# Datagrams of no bytes are datagrams.
# shellcheck disable=SC2016
at outside bash -c 'exec 3<>"/dev/udp/$0/$1"; printf "" >&3; echo after >&3' \
	"$uplink_address" $((port + 2))
eventually "one after an empty one arrives" 20 grep -qx after "$dir/got"

# shellcheck disable=SC2016
errors=$(at "$server" awk '$1 == "Udp:" && $6 ~ /^[0-9]/ { print $4 + $8 }' /proc/net/snmp)
is "the container saw no wrong checksum" 0 "$errors"
