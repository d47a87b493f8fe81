# SPDX-License-Identifier: GPL-2.0-only
"""A guest which a plugin of QEMU looks at (../*.c that include plugin.h)."""
import pathlib
import signal
import subprocess
import sys

from report.instruments import end

BENCH = pathlib.Path(__file__).resolve().parent.parent
TREE = BENCH.parent.parent


class Failed(Exception):
    """With what status. Why, vm/run has said."""


def run(machine, plugin, counted, load, output):
    """Runs the load in it, and keeps what that prints in a file, and what the plugin counts. Both
    are there for what came to no end, too. No guest outlives this program."""
    output.parent.mkdir(parents=True, exist_ok=True)
    library = output.with_name(f"{plugin}.so")
    subprocess.run(["cc", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-o", library,
                    BENCH / f"{plugin}.c"], check=True)
    command = ["setpriv", "--pdeathsig", "TERM", "--", TREE / "selftests/vm/run", *machine,
               "--plugin", f"{library},out={counted}", "--", *load]
    with open(output, "w", encoding="utf-8") as file, \
            subprocess.Popen(command, cwd=TREE, stdin=subprocess.DEVNULL, stdout=file,
                             start_new_session=True) as guest:
        try:
            status = guest.wait()
        except KeyboardInterrupt:
            end(guest)
            sys.exit(128 + signal.SIGINT)
    if status:
        raise Failed(f"vm/run ended with {status}")
