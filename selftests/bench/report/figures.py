# SPDX-License-Identifier: GPL-2.0-only
"""What was measured: figures by group, path and metric, each with the values of its runs."""
import dataclasses
import math
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
        """What stands for all runs: the median, or of a command the least, as what the
        kernel does meanwhile for others can only make it more."""
        return min(self.values) if self.metric == "running" else statistics.median(self.values)


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

    def __len__(self):
        return len(self.by_name)

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

    def beside_reference(self, group, path, metric):
        """Each sample's ratio to that of the reference which followed it."""
        samples, references = (self.figures.get(group, path, name)
                               for name in (metric, f"{metric}-reference"))
        for figure in samples, references:
            self.used[figure.name] = figure.values
        if len(samples.values) != len(references.values):
            raise NotMeasured(f"{len(samples.values)} samples of {group}/{path}/{metric}, but "
                              f"{len(references.values)} of the reference")
        return [a / b for a, b in zip(samples.values, references.values)]


def median_interval(values):
    """Where the median of what these are samples of is, with 95 %, or all of them if they are
    fewer than six: how many are below it is by the binomial distribution."""
    count = len(values)

    def chance(most):
        """That no more than so many are below."""
        return sum(math.comb(count, below) for below in range(most + 1)) / 2 ** count

    first = max((at for at in range(count) if chance(at) <= 0.025), default=0)
    return sorted(values)[first], sorted(values)[-1 - first]
