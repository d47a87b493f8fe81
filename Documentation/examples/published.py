#!/usr/bin/python3
# SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause
"""What is published now, and then what comes and goes, by the ctrnet netlink family.

usage: published.py KERNEL_TREE SPEC [SECONDS]

The client is the kernel's own, tools/net/ynl/lib of its source; all that it knows of the
family it has from the specification, Documentation/netlink/specs/ctrnet.yaml.
"""
import sys
import time

tree, spec = sys.argv[1:3]
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else float("inf")
sys.path.append(f"{tree}/tools/net/ynl")
from lib import YnlFamily  # noqa: E402, pylint: disable=wrong-import-position


def text(publish):
    ports = f"{publish['host-address']} port {publish['host-port']}"
    if publish["host-port-end"] != publish["host-port"]:
        ports += f" to {publish['host-port-end']}"
    return f"{ports} -> {publish['address']} port {publish['port']}"


def first(value):
    """The specification lets an endpoint have several addresses; a publish has one."""
    return value[0] if isinstance(value, list) else value


ctrnet = YnlFamily(spec, "")
ctrnet.ntf_subscribe("events")
for publish in ctrnet.dump("publish-get", {}):
    print(text({**publish, "address": first(publish["address"])}), flush=True)

end = time.monotonic() + seconds
while time.monotonic() < end:
    ctrnet.check_ntf()
    for event in ctrnet.async_msg_queue:
        if event["name"] in ("publish-ntf", "publish-del-ntf"):
            sign = "-" if "del" in event["name"] else "+"
            publish = event["msg"]
            print(sign, text({**publish, "address": first(publish["address"])}), flush=True)
    ctrnet.async_msg_queue.clear()
    time.sleep(0.1)
