#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes the topology of fuzz.sh, and keeps changing it.

usage: topology.py HOST A B C SEED SECONDS

It runs in the namespace HOST; A and B have an endpoint of the network each, C comes and
goes. First the topology is made, or made whole, and the line "ready" printed; then it is
changed at random for some seconds, made whole and left alone for some more, and so on. In
the end it is whole, and how many changes there were is printed.
"""
import os
import random
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import genl                     # pylint: disable=wrong-import-position

host, a, b, c = sys.argv[1:5]
chance = random.Random(int(sys.argv[5]))
seconds = int(sys.argv[6])
family = genl.open_family()
nets = {"a": a, "b": b}

HOST = """
link set lo up
link add ctr0 index 100 address 02:00:00:00:00:01 type ctrnet
link set ctr0 nomaster
link set ctr0 mtu 1500 address 02:00:00:00:00:01 up
address add 10.9.0.1/24 dev ctr0
address add fd09::1/64 dev ctr0 nodad
link set up9 name up0
tuntap add up0 mode tap vnet_hdr
link set up0 nomaster
link set up0 mtu 1500 address 02:00:00:00:00:10 up
address add 192.0.2.1/24 dev up0
address add 2001:db8::1/64 dev up0 nodad
route del blackhole default
route del prohibit default
route del unreachable default
route replace default via 192.0.2.2
route replace default via 2001:db8::2
rule del pref 10
rule del pref 11
neigh del 10.9.0.2 dev ctr0
neigh replace 192.0.2.2 lladdr 02:00:00:00:00:11 dev up0
neigh replace 192.0.2.77 lladdr 02:00:00:00:00:11 dev up0
neigh replace 2001:db8::2 lladdr 02:00:00:00:00:11 dev up0
neigh replace 2001:db8::77 lladdr 02:00:00:00:00:11 dev up0
"""

ENDPOINT = """
link set lo up
link set eth9 name eth0
link set eth0 mtu 1500 up
address add 10.9.0.{number}/24 dev eth0
address add fd09::{number}/64 dev eth0 nodad
route replace default via 10.9.0.1
route replace default via fd09::1
"""

OPTIONS, PUBLISHED = "icc,masquerade,firewall,-routed", 8080
# Seconds
CALM, STORM = 4, 6
# What the numbers of endpoints' addresses are, and with them their MACs.
numbers = {"a": 2, "b": 3}
macs = {"a": "02:00:00:00:00:0a", "b": "02:00:00:00:00:0b"}


def run_ip(net, batch):
    """Commands which may fail."""
    subprocess.run(["ip", "-n", net, "-force", "-batch", "-"], input=batch, text=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


class Batch:
    """The same by a process which stays, so that it costs less."""

    def __init__(self, net):
        self.net = net
        self.open()

    def open(self):
        # pylint: disable-next=consider-using-with,attribute-defined-outside-init
        self.ip = subprocess.Popen(["ip", "-n", self.net, "-force", "-batch", "-"], text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)

    def run(self, line):
        try:
            self.ip.stdin.write(line + "\n")
            self.ip.stdin.flush()
        except BrokenPipeError:
            # There are things which end it all the same.
            self.close()
            self.open()

    def close(self):
        try:
            self.ip.stdin.close()
        except BrokenPipeError:
            pass
        self.ip.wait()


def ask(words):
    try:
        return family.run(words.split())
    except (genl.Refused, KeyError, OSError):
        return None


def has_endpoint(name):
    found = subprocess.run(["ip", "-n", nets[name], "link", "show", "eth0"], check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return found.returncode == 0 and ask(f"endpoint-get network=100 mac={macs[name]}")


def make_endpoint(name):
    run_ip(host, f"link add eth0 address {macs[name]} netns {nets[name]} link ctr0 "
                 "type ctrnet_ep\n")
    run_ip(nets[name], ENDPOINT.format(number=numbers[name]))
    found = ask(f"endpoint-get network=100 mac={macs[name]}")
    if not found:
        return
    number, endpoint = numbers[name], found["endpoint"]
    wanted = [f"10.9.0.{number}", f"fd09::{number}"]
    for address in set(found.get("address", [])).difference(wanted):
        ask(f"address-del endpoint={endpoint} address={address}")
    for address in wanted:
        ask(f"address-add endpoint={endpoint} address={address}")
    for protocol in 6, 17, 132:
        port = PUBLISHED + (name == "b")
        for address in "0.0.0.0", "::":
            ask(f"publish-add endpoint={endpoint} protocol={protocol} host-port={port} port=80 "
                f"host-address={address}")


def write(key, value):
    try:
        with open(f"/proc/sys/net/{key}", "w", encoding="ascii") as file:
            file.write(value)
    except OSError:
        pass


def run_nft(rules):
    subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def repair():
    for version in "ipv4", "ipv6":
        write(f"{version}/conf/all/forwarding", "1")
    write("ipv6/conf/all/disable_ipv6", "0")
    run_nft("delete table inet fuzz\n")
    run_ip(host, HOST)
    if not (has_endpoint("a") and has_endpoint("b")):
        # Where they are is not asked: the network's end is theirs.
        run_ip(host, "link delete ctr0\n")
        for net in nets.values():
            run_ip(net, "link delete eth0\n")
        run_ip(host, HOST)
    ask(f"network-set network=100 options={OPTIONS} flow-limit=0 endpoint-flow-limit=262144")
    for name in nets:
        make_endpoint(name)


FIREWALL = "add table inet fuzz\nadd chain inet fuzz forward {{ type filter hook forward " \
           "priority 0; policy {policy}; }}\n"

# Each as the place where it is done, and what is done there, of which one is chosen.
CHANGES = [
    ("host", ["link set ctr0 down", "link set ctr0 up"]),
    ("host", ["link set ctr0 mtu 1280", "link set ctr0 mtu 65535", "link set ctr0 mtu 68",
              "link set ctr0 mtu 1500", "link set ctr0 mtu 9000"]),
    ("host", ["link set ctr0 address 02:00:00:00:00:05", "link set ctr0 address 02:00:00:00:00:01"]),
    ("host", ["link set up0 down", "link set up0 up", "link set up0 mtu 1280",
              "link set up0 mtu 1500", "link set up0 mtu 65521", "link set up0 name up9",
              "link set up9 name up0"]),
    ("host", ["address del 10.9.0.1/24 dev ctr0", "address add 10.9.0.1/24 dev ctr0",
              "address del fd09::1/64 dev ctr0", "address add fd09::1/64 dev ctr0 nodad"]),
    ("host", ["address del 192.0.2.1/24 dev up0", "address add 192.0.2.1/24 dev up0",
              "address del 2001:db8::1/64 dev up0", "address add 2001:db8::1/64 dev up0 nodad"]),
    ("host", ["route replace blackhole default", "route replace prohibit default",
              "route replace unreachable default", "route del default",
              "route replace default via 192.0.2.2", "route replace default dev lo",
              "route replace default dev ctr0", "route flush cache"]),
    ("host", ["neigh flush all", "neigh replace 192.0.2.2 lladdr 02:00:00:00:00:12 dev up0",
              "neigh replace 10.9.0.2 lladdr 02:00:00:00:00:0b dev ctr0"]),
    ("host", ["rule add pref 10 from 10.9.0.2 table 77", "rule del pref 10",
              "rule add pref 11 iif ctr0 prohibit", "rule del pref 11"]),
    ("host", ["link add vrf0 type vrf table 78", "link set vrf0 up", "link set up0 master vrf0",
              "link set up0 nomaster", "link set ctr0 master vrf0", "link set ctr0 nomaster",
              "link delete vrf0"]),
    ("host", ["link add ctr1 type ctrnet", "link set ctr1 up", "link delete ctr1",
              "address add 10.8.0.1/24 dev ctr1", f"link add eth0 netns {c} link ctr1 type ctrnet_ep",
              f"link add eth0 netns {c} link ctr0 type ctrnet_ep",
              f"link add ctr0 netns {c} type ctrnet"]),
    ("host", [f"netns add {c}", f"netns del {c}"]),
    ("a", ["link set eth0 down", "link set eth0 up", "link set eth0 mtu 1280",
           "link set eth0 mtu 9000", "link set eth0 name eth9", "link set eth9 name eth0",
           "link set eth0 promisc on", "link set eth0 address 02:00:00:00:00:0c"]),
    ("b", ["link set eth0 down", "link set eth0 up", "link set eth0 mtu 576",
           "address flush dev eth0", f"link set eth0 netns {a}", "link delete eth0"]),
    ("genl", ["network-set network=100 options=-icc", "network-set network=100 options=icc",
              "network-set network=100 options=-masquerade",
              "network-set network=100 options=masquerade",
              "network-set network=100 options=routed",
              "network-set network=100 options=-routed",
              "network-set network=100 flow-limit=4", "network-set network=100 flow-limit=0",
              "network-set network=100 timeouts=udp:1,icmp:1,tcp-opening:1"]),
    ("genl", ["flow-flush", "flow-flush protocol=17", "dump flow-get", "dump endpoint-get"]),
    ("sysctl", ["ipv4/conf/all/forwarding=0", "ipv4/conf/all/forwarding=1",
                "ipv6/conf/all/forwarding=0", "ipv4/conf/all/rp_filter=1",
                "ipv4/conf/all/rp_filter=0", "ipv4/conf/all/route_localnet=1",
                "ipv6/conf/all/disable_ipv6=1", "ipv6/conf/all/disable_ipv6=0"]),
]
# These cost most.
SELDOM = [
    ("nft", [FIREWALL.format(policy="accept"), FIREWALL.format(policy="drop"),
             "delete table inet fuzz\n"]),
    ("host", ["link delete ctr0", "link delete up0", f"link set up0 netns {c}"]),
    ("a", ["link delete eth0", f"link set eth0 netns {b}", f"link set eth0 netns {c}"]),
]


def change(batches):
    place, choices = chance.choice(SELDOM if chance.random() < 0.03 else CHANGES)
    what = chance.choice(choices)
    if place == "genl":
        ask(what)
    elif place == "sysctl":
        write(*what.split("="))
    elif place == "nft":
        run_nft(what)
    else:
        batches[place].run(what)


def storm(until):
    """Change it until then; how many changes there were."""
    batches = {name: Batch(net) for name, net in (("host", host), *nets.items())}
    changes = 0
    while time.monotonic() < until:
        change(batches)
        changes += 1
        time.sleep(chance.random() * 0.05)
    for batch in batches.values():
        batch.close()
    return changes


repair()
print("ready", flush=True)
end, total = time.monotonic() + seconds, 0
while time.monotonic() < end:
    time.sleep(min(CALM, max(0, end - time.monotonic())))
    total += storm(min(end, time.monotonic() + STORM))
    repair()
print(f"topology: {total} changes")
