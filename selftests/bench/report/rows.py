# SPDX-License-Identifier: GPL-2.0-only
"""The targets, P1 to P23: what is compared with what, and how low it has to be.

A row is measured by a function of a Reader (figures.py). Its anchors are what the
alternatives cost, in the same run and by the same measure. Less is always better. What differs
from one sample to the next has an interval as well, and is within noise where the target is
in that.
"""
import dataclasses
import math
import statistics
import typing

from report.figures import NotMeasured, Reader, median_interval

OVER_LOOPBACK = "instructions over loopback"
OVER_ROUTED = "instructions over routed"
RATIO = "ratio"
INSTRUCTIONS = "instructions"
BYTES = "bytes"
CLOCK = "nanoseconds, not counted"


@dataclasses.dataclass
class Row:
    id: str
    what: str
    unit: str
    must: typing.Optional[float]
    aim: typing.Optional[float]
    measure: typing.Callable[[Reader], float]
    anchors: dict = dataclasses.field(default_factory=dict)
    interval: typing.Optional[typing.Callable[[Reader], tuple]] = None

    def evaluate(self, figures):
        """The row as it is written to results.json."""
        reader = Reader(figures)
        measured, note = attempt(self.measure, reader)
        interval = attempt(self.interval, reader)[0] if self.interval else None
        passed, verdict = self.judge(measured, interval)
        anchor = {name: attempt(of, reader)[0] for name, of in self.anchors.items()}
        return {
            "id": self.id, "what": self.what, "anchor": anchor, "must": self.must,
            "aim": self.aim, "measured": measured, "interval": interval, "unit": self.unit,
            "pass": passed, "note": note or verdict, "raw": reader.used,
        }

    def judge(self, measured, interval):
        """Whether the target is reached, and that in a word. Not known if it is as likely as
        not."""
        if measured is None or self.must is self.aim is None:
            return None, None
        least, most = interval or (measured, measured)
        at_aim = self.aim is not None and most <= self.aim
        if self.must is None:
            return None, "aim reached" if at_aim else "aim missed"
        if least > self.must:
            return False, "MISSED"
        if most > self.must:
            return None, "within noise"
        return True, "aim reached" if at_aim else "reached"


def attempt(of, reader):
    """A value, or None and why there is none."""
    try:
        return of(reader), None
    except NotMeasured as reason:
        return None, str(reason)
    except ZeroDivisionError:
        return None, "beside nothing"


def by_clock(row):
    """An evaluated row where the clock was the instrument. What is a target in instructions is
    none in nanoseconds; any other stands beside what was measured, but only what has an interval
    is judged."""
    in_instructions = "instructions" in row["unit"]
    judged = row["measured"] is None or row["interval"]
    return {**row, "unit": row["unit"].replace("instructions", "nanoseconds"),
            "must": None if in_instructions else row["must"],
            "aim": None if in_instructions else row["aim"],
            "pass": row["pass"] if judged else None, "note": row["note"] if judged else None}


def excess(path, metric):
    return lambda reader: reader.excess(path, metric)


def bulk(*paths):
    """The most that any of them takes, beside loopback."""
    return lambda reader: max(reader.ratio("paths", path, "loopback", "bulk") for path in paths)


def of(group, path, metric):
    return lambda reader: reader.value(group, path, metric)


def ratio(group, path, base, metric):
    return lambda reader: reader.ratio(group, path, base, metric)


def growth(group, metric, least, *others):
    """The most that any path takes, beside the one with the least of something."""
    return lambda reader: max(reader.ratio(group, other, least, metric) for other in others)


def new_flow(path):
    """What the first packet of a flow costs more than one which is only routed."""
    return lambda reader: (reader.value("flows", path, "flow") -
                           reader.value("flows", "routed", "flow"))


HOST_TRAFFIC = {"server": ("udp", "tcp", "crr"), "client": ("udp",), "self": ("udp",)}


def host_traffic(base, *states):
    """The most that any traffic of the host takes in any state, beside no module."""
    return lambda reader: max(
        reader.ratio("host", f"{role}-{state}", f"{role}-{base}", metric)
        for role, metrics in HOST_TRAFFIC.items() for metric in metrics for state in states)


# What a flood is not sent to. New connections to a published port do cost more while the
# table is full, as each takes another flow's place: they are shown, but are no row.
BYSTANDERS = {"containers": ("udp", "tcp"), "published": ("udp",), "server": ("udp", "crr"),
              "self": ("udp",)}


def bystanders(reader):
    """The most that any of them takes among what any flood has left, beside none."""
    return max(reader.ratio("floods", f"{path}-{state}", f"{path}-none", metric)
               for path, metrics in BYSTANDERS.items() for metric in metrics
               for state in ("flows", "fragments", "publishes"))


def of_thousand(group, path, metric):
    """One of 1,000."""
    return lambda reader: reader.value(group, path, metric) / 1000


def thousand_of(group, path, metric):
    """1,000 times the same."""
    return lambda reader: reader.value(group, path, metric) * 1000


def native(path, way):
    """Beside one flow over a veth pair, which costs the same whatever it carries."""
    return lambda reader: statistics.median(reader.beside_reference("native", path, way))


def native_interval(path, way):
    return lambda reader: median_interval(reader.beside_reference("native", path, way))


def native_row(number, what, must, aim, path, way, anchors=None):
    return Row(number, f"native: {what}, beside a veth pair", RATIO, must, aim, native(path, way),
               anchors or {}, native_interval(path, way))


def new_interval(reader):
    """Of P22. Its parts know nothing of each other, so their distances add up by their
    squares."""
    value, least, most = zip(*((native(path, "new")(reader), *native_interval(path, "new")(reader))
                               for path in ("published", "docker-published")))
    below = math.hypot(math.log(value[0] / least[0]), math.log(most[1] / value[1]))
    above = math.hypot(math.log(most[0] / value[0]), math.log(value[1] / least[1]))
    return value[0] / value[1] * math.exp(-below), value[0] / value[1] * math.exp(above)


def native_anchors(way):
    return {"Docker": native("docker-published", way), "flowtable": native("flowtable", way)}


ROWS = [
    Row("P1", "container to container, udp rr", OVER_LOOPBACK, 1700, 1140,
        excess("containers", "udp"),
        {"bridge": excess("bridge", "udp"), "veth": excess("veth", "udp")}),
    Row("P2", "the same by a link, 1,000 links, icc off", OVER_LOOPBACK, 1900, 1200,
        excess("links", "udp"), {"bridge, Docker": excess("docker-bridge", "udp")}),
    Row("P3", "published port, udp rr", OVER_LOOPBACK, 4700, 3500,
        excess("published", "udp"),
        {"Docker": excess("docker-published", "udp"), "flowtable": excess("flowtable", "udp")}),
    Row("P4", "published port, tcp rr", OVER_LOOPBACK, 4600, 3300,
        excess("published", "tcp"),
        {"Docker": excess("docker-published", "tcp"), "flowtable": excess("flowtable", "tcp"),
         "proxy": excess("proxy", "tcp")}),
    Row("P5", "masquerade, udp rr", OVER_LOOPBACK, 4700, 3500,
        excess("masquerade", "udp"), {"Docker": excess("docker-masquerade", "udp")}),
    Row("P6", "published port, tcp crr, in all", INSTRUCTIONS, 172000, 160000,
        of("paths", "published", "crr"),
        {"Docker": of("paths", "docker-published", "crr"),
         "routed": of("paths", "routed", "crr"), "loopback": of("paths", "loopback", "crr")}),
    Row("P7", "new flow, published", OVER_ROUTED, 5000, 2500, new_flow("published"),
        {"Docker": new_flow("docker-published"), "nft map": new_flow("nft-map")}),
    Row("P8", "tcp crr with 1,000 and 64,000 ports, beside 1", RATIO, 1.01, 1.003,
        growth("publish", "crr", "published-1", "published-1000", "published-64000"),
        {"Docker, 1,000": ratio("publish", "docker-published-1000", "docker-published-1", "crr"),
         "nft map, 64,000": ratio("publish", "nft-map-64000", "nft-map-1", "crr")}),
    # What commands cost is what they ran: while a guest's programs are read from the host
    # its clock goes on. Docker's rules are measured with half of them there, without proxies.
    Row("P9", "publish 1,000 ports by the tool, exec included", INSTRUCTIONS, 5e6, 4e6,
        of("publish", "thousand", "running"),
        {"Docker's rules": thousand_of("publish", "docker", "running"),
         "nft map": of("publish", "map", "running")}),
    Row("P9-unpublish", "unpublish the same", INSTRUCTIONS, None, None,
        of("publish", "unpublish-thousand", "running"),
        {"one port": of("publish", "unpublish-one", "running")}),
    Row("P10", "publish a range of 60,000, beside one port", RATIO, 1.05, 1.01,
        ratio("publish", "range", "one", "running")),
    Row("P10-kernel", "the same, what it takes more", INSTRUCTIONS, None, 20000,
        lambda reader: (reader.value("publish", "range", "running") -
                        reader.value("publish", "one", "running"))),
    # Memory is known to some pages of each CPU.
    Row("P10-memory", "memory of a range of 60,000: less than a pointer for each", BYTES, 480000,
        None, of("publish", "range", "memory")),
    Row("P11", "the host's own traffic, beside no module", RATIO, 1.01, 1.003,
        host_traffic("none", "loaded", "container", "ports")),
    Row("P11-firewall", "the same, on a host with a firewall", RATIO, 1.01, 1.003,
        host_traffic("none-firewall", "ports-firewall")),
    Row("P11-clients", "the same, with these ports of UDP, which its clients use", RATIO, 1.01, 1.003,
        host_traffic("none", "clients")),
    Row("P12", "bulk TCP, between containers and published", RATIO, 1.05, 1.0,
        bulk("containers", "published"),
        {"bridge": bulk("bridge"), "Docker": bulk("docker-published")}),
    Row("P12-cut", "bulk TCP between containers, no segmentation, beside a veth pair", RATIO,
        None, None, ratio("offloads", "containers-cut", "veth-cut", "bulk"),
        {"all on": ratio("offloads", "containers-whole", "veth-whole", "bulk")}),
    Row("P12-summed", "the same, no checksums either", RATIO, None, None,
        ratio("offloads", "containers-summed", "veth-summed", "bulk")),
    Row("P13", "memory of a flow, IPv4", BYTES, 192, 128, of("flows", "ctrnet_flow", "memory"),
        {"conntrack": of("flows", "nf_conntrack", "memory")}),
    Row("P13-6", "memory of a flow, IPv6", BYTES, 256, 192,
        of("flows", "ctrnet_flow6", "memory"),
        {"conntrack": of("flows", "nf_conntrack", "memory")}),
    Row("P14", "memory of an endpoint", BYTES, 42000, 37000, of("endpoints", "ctrnet", "memory"),
        {"veth, bridge port": of("endpoints", "bridge", "memory"),
         "macvlan": of("endpoints", "macvlan", "memory")}),
    Row("P14-network", "memory of a network", BYTES, None, None,
        of("endpoints", "network", "memory")),
    Row("P14-link", "memory of a link", BYTES, None, None, of("endpoints", "link", "memory")),
    Row("P14-publish", "memory of a port of TCP, one of 1,000", BYTES, None, None,
        of("publish", "thousand", "memory")),
    Row("P15", "ARP among 100 endpoints, beside 2", RATIO, 1.01, 1.003,
        ratio("endpoints", "ctrnet-100", "ctrnet-2", "arp"),
        {"bridge": ratio("endpoints", "bridge-100", "bridge-2", "arp")}),
    Row("P16", "udp rr with up to 1,000,000 other flows, beside 1", RATIO, 1.01, 1.003,
        growth("flows", "udp", "published-1", "published-1000", "published-100000",
               "published-1000000")),
    Row("P16-memory", "a flow and its part of the table, of 1,000,000", BYTES, None, None,
        of("flows", "flows-1000000", "memory"),
        {"of 100,000": of("flows", "flows-100000", "memory")}),
    Row("P16-gc", "longest interruption while 1,000,000 flows expire", CLOCK, None, None,
        of("flows", "gaps-expired", "longest"), {"no flows": of("flows", "gaps-none", "longest")}),
    Row("P17", "run true, beside unshare", RATIO, 1.5, 1.2,
        ratio("start", "ctrnet", "unshare", "running"),
        {"podman": ratio("start", "podman", "unshare", "running")}),
    Row("P18", "delete 1,000 endpoints, each", INSTRUCTIONS, 1e6, None,
        of_thousand("endpoints", "ctrnet-delete", "running"),
        {"veth, bridge port": of_thousand("endpoints", "bridge-delete", "running")}),
    # By the clock: a grace period for each would be five million and more.
    Row("P18-wait", "the same until it is over, waiting included", CLOCK, 1e6, None,
        of_thousand("endpoints", "ctrnet-delete", "all"),
        {"veth, bridge port": of_thousand("endpoints", "bridge-delete", "all")}),
    # What differs here from 1 is no path's.
    native_row("P19-control", "a veth pair", None, None, "veth", "one"),
    native_row("P19", "container to container", 1.05, 1.0, "containers", "one",
               {"bridge": native("bridge", "one")}),
    native_row("P20", "published, inbound", 1.30, 1.15, "published", "one",
               native_anchors("one")),
    native_row("P20-many", "published, 100,100 flows", 1.60, 1.45, "published", "many",
               native_anchors("many")),
    native_row("P21", "published, reply", 1.35, 1.25, "published", "reply",
               native_anchors("reply")),
    Row("P22", "native: new flow, beside Docker's", RATIO, 0.6, 0.35,
        lambda reader: (native("published", "new")(reader) /
                        native("docker-published", "new")(reader)), {}, new_interval),
    Row("P23", "others' traffic among what floods leave, beside none", RATIO, 1.05, None,
        bystanders),
]
