# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # lib.sh's variables
# IPv6 of networks which have no subnet of it, for what is the module's alone: addresses are
# given by way of its netlink family, so neither the tool nor the container's /etc/hosts knows
# them. Behind lib.sh; needs nsenter.

GATEWAY=$prefix::1

# gateway6_add DEVICE: of a network, whose endpoints are those of below
gateway6_add() {
	endpoints_of "$1"
	at_exit ip address del "$GATEWAY/64" dev "$1"
	ip address add "$GATEWAY/64" dev "$1" nodad
}

# link_local NAME: the address which its MAC address makes (RFC 4291, appendix A)
link_local() {
	local m

	IFS=: read -ra m <<<"$(mac "$1")"
	printf 'fe80::%02x%s:%sff:fe%s:%s%s\n' $((0x${m[0]} ^ 2)) "${m[@]:1}"
}

# address6_add NAME ADDRESS: and a route by the gateway
address6_add() {
	genl "address-add endpoint=$(endpoint "$1") address=$2" >/dev/null
	in_net "$1" ip -6 -batch - <<-END
		address add $(link_local "$1")/64 dev eth0 nodad
		address add $2/64 dev eth0 nodad
		route add default via $GATEWAY
	END
}

# publish6 NAME PROTOCOL ADDRESS PORT [CONTAINERPORT]: by the protocol's number
publish6() {
	local id

	id=$(genl "publish-add endpoint=$(endpoint "$1") protocol=$2 host-address=$3 host-port=$4 port=${5:-80}" | jq .publish)
	at_exit "$here/genl.py" "publish-del publish=$id"
}
