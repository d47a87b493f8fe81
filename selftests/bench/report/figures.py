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
    def value(self):
        """What stands for all runs: the median, or the least of what other work can only
        make longer, as it is done while a command runs or the clock does."""
        if self.group == "native" or self.metric == "running":
            return min(self.values)
        return statistics.median(self.values)

    @property
    def spread(self):
        """From the least to the most, as a part of the value."""
        return (max(self.values) - min(self.values)) / self.value if self.value else 0


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

    def value(self, group, path, metric):
        figure = self.figures.get(group, path, metric)
        self.used[figure.name] = figure.values
        return figure.value

    def excess(self, path, metric):
        """What a path adds to loopback."""
        return self.value("paths", path, metric) - self.value("paths", "loopback", metric)

    def ratio(self, group, path, base, metric):
        return self.value(group, path, metric) / self.value(group, base, metric)
