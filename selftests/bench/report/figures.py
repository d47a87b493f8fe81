# SPDX-License-Identifier: GPL-2.0-only
"""What was measured: figures by group, path and metric, each with the values of its runs."""
import dataclasses
import statistics


@dataclasses.dataclass
class Figure:
    instrument: str
    group: str
    path: str
    title: str
    metric: str
    unit: str
    values: list

    @property
    def name(self):
        return f"{self.group}/{self.path}/{self.metric}"

    @property
    def median(self):
        return statistics.median(self.values)

    @property
    def spread(self):
        """From the least to the most, as a part of the median."""
        return (max(self.values) - min(self.values)) / self.median if self.median else 0


class NotMeasured(Exception):
    """There is no such figure, and why."""


class Figures:
    def __init__(self):
        self.by_name = {}
        self.missing = {}

    def add(self, figure):
        """Values of one which there is already are further runs of it."""
        known = self.by_name.setdefault(figure.name, figure)
        if known is not figure:
            known.values += figure.values

    def add_missing(self, group, path, title, reason):
        self.missing[f"{group}/{path}"] = (title, reason)

    def __iter__(self):
        return iter(self.by_name.values())

    def of_group(self, group):
        return [figure for figure in self if figure.group == group]

    def get(self, group, path, metric):
        figure = self.by_name.get(f"{group}/{path}/{metric}")
        if figure:
            return figure
        _, reason = self.missing.get(f"{group}/{path}", (None, "not measured"))
        raise NotMeasured(reason)


class Reader:
    """Looks figures up, and remembers which."""

    def __init__(self, figures):
        self.figures = figures
        self.used = {}

    def median(self, group, path, metric):
        figure = self.figures.get(group, path, metric)
        self.used[figure.name] = figure.values
        return figure.median

    def least(self, group, path, metric):
        """Of what is measured by the clock, which other work can only make longer."""
        figure = self.figures.get(group, path, metric)
        self.used[figure.name] = figure.values
        return min(figure.values)

    def excess(self, path, metric):
        """What a path adds to loopback."""
        return self.median("paths", path, metric) - self.median("paths", "loopback", metric)

    def ratio(self, group, path, base, metric):
        return self.median(group, path, metric) / self.median(group, base, metric)
