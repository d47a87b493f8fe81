# SPDX-License-Identifier: GPL-2.0-only
"""Whether this machine itself may be measured: what would be changed of what it has."""
import os
import pathlib
import shutil
import subprocess

NETWORK = pathlib.Path("/sys/class/net")
MODULE = pathlib.Path("/sys/module")


def lacks():
    """What is needed and not there; no force helps."""
    if os.geteuid() != 0:
        yield "only root can make namespaces and load modules: use sudo"
    if not shutil.which("ctrnetctl"):
        yield "ctrnetctl is not installed: make install"
    for program in "ip", "jq", "socat", "cc", "nft", "conntrack":
        if not shutil.which(program):
            yield f"there is no program {program}"
    if subprocess.run(["modinfo", "ctrnet"], stdout=subprocess.DEVNULL,
                      stderr=subprocess.DEVNULL, check=False).returncode:
        yield "there is no module ctrnet for this kernel: make install"


def changes():
    """What of this machine's own would not be as it was."""
    if (MODULE / "ctrnet").exists():
        yield "the module ctrnet is loaded, and its networks would end: rmmod ctrnet first"
    bridges = sorted(path.parent.name for path in NETWORK.glob("*/bridge"))
    if bridges and not (MODULE / "br_netfilter").exists():
        yield (f"br_netfilter would be loaded, and pass what {', '.join(bridges)} carries "
               "through iptables")
