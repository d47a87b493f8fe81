# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Where packets of the kernel's generator end: they are counted and dropped, by the device eth0
# of a namespace already.

# sink NETNS PORT: what comes there for that port of UDP; counted from now on
sink() {
	nsenter "--net=$1" nft -f - <<-END
		table netdev sink
		delete table netdev sink
		table netdev sink {
			chain arrived {
				type filter hook ingress device eth0 priority 0
				udp dport $2 counter drop
			}
		}
	END
}

# arrived NETNS: how many have
arrived() {
	nsenter "--net=$1" nft -j list table netdev sink |
		jq '[.nftables[].rule.expr[]?.counter?.packets // empty] | add'
}
