# SPDX-License-Identifier: GPL-2.0-only
"""The results file: rows, and the figures they are made of."""
import dataclasses
import json

from report.figures import Figure, Figures
from report.instruments import CLOCK, GROUPS, RUNS

# The last ones, those before, and what is not whole.
NEW, OLD, FAILED = "results.json", "results.old.json", "results.failed.json"


def folder(groups, kernel=None, here=False, runs=RUNS, rounds=None):
    """Where the results of such a run are, below those of a whole one, whose place no other
    takes: groups which are not all, another machine, a try."""
    parts = ["here"] if here else [kernel] if kernel else []
    parts += ["try"] if rounds or runs != RUNS else []
    parts += groups if groups != GROUPS else []
    return "-".join(parts)


def write(file, head, rows, figures):
    """One object per row, and the raw figures of every path."""
    results = {
        **head,
        "rows": rows,
        "figures": [{**dataclasses.asdict(figure), "value": figure.value}
                    for figure in figures],
        "missing": [{"path": path, "title": title, "reason": reason}
                    for path, (title, reason) in figures.missing.items()],
    }
    file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


@dataclasses.dataclass
class Results:
    """What a file says: when and of what it is, rows by id, and figures."""
    date: str
    commit: str
    instruments: dict
    rows: dict
    figures: Figures

    def is_by_clock(self):
        """Whether the clock told what else is counted."""
        return self.instruments.get("counts", {}).get("unit") == CLOCK


class Unreadable(Exception):
    """A file which is not there, or not what "write" writes."""


def read(file):
    try:
        return read_whole(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{file}: damaged, or no results of the benchmark: "
                         f"{type(error).__name__}: {error}") from error


def read_whole(results):
    figures = Figures()
    for figure in results["figures"]:
        given = {field.name: figure[field.name] for field in dataclasses.fields(Figure)}
        figures.add(Figure(**given))
    for missing in results["missing"]:
        figures.add_missing(*missing["path"].split("/", 1), missing["title"], missing["reason"])
    for figure in figures:
        float(figure.value)
    return Results(results["date"], results["commit"], results["instruments"],
                   {row["id"]: row for row in results["rows"]}, figures)
