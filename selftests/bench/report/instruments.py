# SPDX-License-Identifier: GPL-2.0-only
"""What measures, and how its records become figures."""
import contextlib
import dataclasses
import json
import subprocess
import sys
import time

from report.figures import Figure

CLOCK = "nanoseconds"

# Of each figure, unless something else is asked for.
RUNS = 3


@dataclasses.dataclass
class Instrument:
    """A kind of virtual machine, by the options of vm/run; a boot of it for all groups."""
    name: str
    unit: str
    groups: list
    machine: list


INSTRUMENTS = [
    # Caches of the kernel are not shared, so that each has figures of its own.
    Instrument("counts", "instructions",
               ["paths", "publish", "host", "flows", "floods", "endpoints", "start"],
               ["--icount", "--append", "slab_nomerge"]),
    Instrument("native", CLOCK, ["native"], ["-k", "uml"]),
]
GROUPS = [group for instrument in INSTRUMENTS for group in instrument.groups]


class Taker:
    """Takes the lines of a run: what "measure" prints, between what was run and whether it
    ended well."""

    def __init__(self, instrument, unit, figures):
        self.instrument, self.unit, self.figures = instrument, unit, figures
        self.about = {}
        self.fine = False
        self.start = time.monotonic()

    def take(self, line):
        """Whether it is a record; what else it says is shown, as it tells how far it is."""
        if not line.startswith("{"):
            print(f"{time.monotonic() - self.start:5.0f} s  {line.removeprefix('# ')}",
                  end="", file=sys.stderr, flush=True)
            return False
        record = json.loads(line)
        if "run" in record:
            self.about = record["run"]
        elif "host" in record:
            self.about = {**self.about, **record["host"], "unit": self.unit}
        elif "missing" in record:
            self.figures.add_missing(record["group"], record["path"], record["title"],
                                     record["missing"])
        elif "ended well" in record:
            self.fine = record["ended well"]
        else:
            record.setdefault("unit", self.unit)
            self.figures.add(Figure(instrument=self.instrument.name, **record))
        return True


def measure(command, about, taker, kept):
    """Runs it, and keeps its records: should it not come to an end, none is lost."""
    with open(kept, "w", encoding="utf-8") as records:
        def keep(line):
            if taker.take(line):
                print(line, end="", file=records, flush=True)

        keep(json.dumps({"run": about}) + "\n")
        with subprocess.Popen(command, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as guest:
            for line in guest.stdout:
                keep(line)
        keep(json.dumps({"ended well": guest.returncode == 0}) + "\n")


def take_kept(taker, kept):
    """What an earlier run has kept, if there was one."""
    with contextlib.suppress(FileNotFoundError), open(kept, encoding="utf-8") as records:
        for line in records:
            taker.take(line)
