# SPDX-License-Identifier: GPL-2.0-only
"""The results file: rows, and the figures they are made of."""
import dataclasses
import json

from report.figures import Figure, Figures
from report.instruments import GROUPS, RUNS

# The results before the last ones, beside these.
OLD = "results.old.json"


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


def read(file):
    """Rows by id, and figures."""
    results = json.loads(file.read_text(encoding="utf-8"))
    figures = Figures()
    for figure in results["figures"]:
        given = {field.name: figure[field.name] for field in dataclasses.fields(Figure)}
        figures.add(Figure(**given))
    return {row["id"]: row for row in results["rows"]}, figures
