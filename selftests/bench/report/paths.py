# SPDX-License-Identifier: GPL-2.0-only
"""What functions take on paths, as tables."""
from report import functions
from report.functions import MODULE, NONE, PROGRAMS

# What is done less often than in every second round is by chance: how a lock or a timer was met.
OFTEN = 0.5


def beside(load, base, lines):
    """A path beside the one which it is compared with: functions by their difference."""
    differences = {name: sum(load.of(name)) - sum(base.of(name))
                   for name in {**base.instructions, **load.instructions}}
    head = f"{load.path}, {load.mode}"
    text = [f"{head:50} {'difference':>10} {base.path:>10} {load.path:>10}"
            f" {'there':>10} {'back':>10}", line("all", base.total(), load.total())]
    for name in sorted(differences, key=lambda name: -abs(differences[name]))[:lines]:
        text.append(line(name, base.of(name), load.of(name)))
    return "\n".join(text)


def line(name, base, path):
    return (f"{name:50} {sum(path) - sum(base):10.0f} {sum(base):10.0f} {sum(path):10.0f}"
            f" {path[0]:10.0f} {path[1]:10.0f}")


class Grid:
    """A table of reStructuredText: a line for each name, two columns for each path, there
    and back."""

    def __init__(self, first, loads, show):
        self.first, self.paths, self.show = first, [load.path for load in loads], show
        self.lines = []

    def add(self, name, counts):
        """Counts by path."""
        self.lines.append([name] + [self.show(count) for pair in counts for count in pair])

    def text(self):
        head = [self.first] + ["there", "back"] * len(self.paths)
        widths = [max(map(len, column)) for column in zip(head, *self.lines)]
        for n, path in enumerate(self.paths):
            # Both columns and what is between them.
            lacks = len(path) - widths[2 * n + 1] - widths[2 * n + 2] - 2
            widths[2 * n + 2] += max(lacks, 0)
        spans = [widths[0]] + [widths[n] + widths[n + 1] + 2 for n in range(1, len(widths), 2)]
        rule = "  ".join("=" * width for width in widths)
        return "\n".join([
            rule, cells(["", *self.paths], spans), "  ".join("-" * width for width in spans),
            cells(head, widths), rule, *(cells(line, widths) for line in self.lines), rule])


def cells(line, widths):
    """An empty first cell would go on with the line before."""
    first, *rest = zip(line, widths)
    return "  ".join([(first[0] or "..").ljust(first[1])] +
                     [cell.rjust(width) for cell, width in rest]).rstrip()


def literal(name):
    """A function's name, and who calls it, in the way of reStructuredText."""
    if name == PROGRAMS:
        return "programs"
    return " by ".join(f"``{function.partition(' [')[0]}()``" for function in name.split(", by "))


def is_module(name):
    return name.endswith(MODULE)


def differences(name, loads, base, of):
    """There and back, for each load."""
    return [[count - less for count, less in zip(of(load, name), of(base, name))]
            for load in loads]


def total(names, some):
    """Of some of them, for each load."""
    return [[sum(pair[way] for pair in pairs) for way in (0, 1)]
            for pairs in zip(*(names[name] for name in some))]


def atomics(loads, base):
    """How many each path executes more than the base, of which function: the module's first."""
    def of(load, name):
        return load.atomics.get(name, NONE)

    names = {name: differences(name, loads, base, of)
             for load in [base, *loads] for name in load.atomics}
    grid = Grid("Function", loads, lambda count: f"{count:+.0f}" if round(count) else "-")
    for name in sorted(names, key=lambda name: (not is_module(name), -size(names[name]), name)):
        if any(abs(sum(pair)) >= OFTEN for pair in names[name]):
            grid.add(literal(name), names[name])
    grid.add("all", total(names, names))
    return grid.text()


def instructions(loads, base, lines):
    """What each path takes more than the base: the module's functions, all of them, those of
    the kernel where it is most, and the rest."""
    names = {name: differences(name, loads, base, functions.Load.of)
             for load in [base, *loads] for name in load.instructions}
    order = sorted(names, key=lambda name: (-size(names[name]), name))
    own = [name for name in order if is_module(name)]
    others = [name for name in order if not is_module(name)]
    grid = Grid("Function", loads, lambda count: f"{count:,.0f}" if round(count) else "-")
    for name in own:
        if size(names[name]) >= 1:
            grid.add(literal(name), names[name])
    grid.add("the module", total(names, own))
    for name in others[:lines]:
        grid.add(literal(name), names[name])
    grid.add("others", total(names, others[lines:]))
    grid.add("all", total(names, names))
    return grid.text()


def size(pairs):
    return sum(abs(sum(pair)) for pair in pairs)
