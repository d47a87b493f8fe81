# SPDX-License-Identifier: GPL-2.0-only
"""What measures, and how its records become figures."""
import contextlib
import dataclasses
import json
import os
import signal
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
               ["paths", "offloads", "publish", "host", "flows", "floods", "endpoints", "start"],
               ["--icount", "--append", "slab_nomerge"]),
    # A kernel on real hardware maps its memory by pages as large as these.
    Instrument("native", CLOCK, ["native"], ["-k", "uml", "--huge-pages"]),
]
GROUPS = [group for instrument in INSTRUMENTS for group in instrument.groups]


class Taker:
    """Takes the lines of a run: what "measure" prints, between what was run and whether it
    ended well."""

    def __init__(self, instrument, unit, figures):
        self.instrument, self.unit, self.figures = instrument, unit, figures
        self.about = {}
        self.fine = False
        self.damaged = False
        self.start = time.monotonic()

    def take(self, line):
        """Whether it is a record; what else it says is shown, as it tells how far it is."""
        if line.startswith("{"):
            try:
                self.take_record(json.loads(line))
                return True
            except (ValueError, KeyError, TypeError):
                self.damaged = True
                line = f"damaged record: {line.rstrip()}\n"
        print(f"{time.monotonic() - self.start:5.0f} s  {line.removeprefix('# ')}",
              end="", file=sys.stderr, flush=True)
        return False

    def take_record(self, record):
        if "run" in record:
            self.about = record["run"]
        elif "host" in record:
            # Each group has one, and of the date a guest knows only what its clock counts.
            self.about = {**record["host"], **self.about, "unit": self.unit}
        elif "missing" in record:
            self.figures.add_missing(record["group"], record["path"], record["title"],
                                     record["missing"])
        elif "ended well" in record:
            self.fine = record["ended well"]
        else:
            if not all(isinstance(value, (int, float)) for value in record["values"] or [""]):
                raise ValueError("no numbers")
            record.setdefault("unit", self.unit)
            self.figures.add(Figure(instrument=self.instrument.name, **record))


def measure(command, about, taker, kept):
    """Runs it, and keeps its records: should it not come to an end, none is lost."""
    with open(kept, "w", encoding="utf-8") as records:
        def keep(line):
            if taker.take(line):
                print(line, end="", file=records, flush=True)

        keep(json.dumps({"run": about}) + "\n")
        # A session of its own, so that all of it can be ended, whoever is asked to end; and no
        # one of it outlives this program.
        with subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "--", *command],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace",
                              start_new_session=True) as guest:
            try:
                for line in guest.stdout:
                    keep(line)
            except BaseException:
                end(guest)
                raise
        keep(json.dumps({"ended well": guest.returncode == 0 and not taker.damaged}) + "\n")


def end(guest):
    """All of its session; what it has to clean up may take a while."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(guest.pid, signal.SIGTERM)
        try:
            guest.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(guest.pid, signal.SIGKILL)


def take_kept(taker, kept):
    """What an earlier run has kept, if there was one."""
    with contextlib.suppress(FileNotFoundError), open(kept, encoding="utf-8") as records:
        for line in records:
            taker.take(line)
