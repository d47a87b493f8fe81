# SPDX-License-Identifier: GPL-2.0-only
"""Results as tables on a terminal."""
from report.figures import NotMeasured, Reader

MODES = {"udp": "udp rr", "tcp": "tcp rr", "crr": "tcp crr", "bulk": "KiB, all of it"}

# What Docker has in the place of a path.
BRIDGED = ("veth", "netkit", "macvlan", "bridge", "containers", "links", "docker-bridge")
MASQUERADED = ("masquerade", "docker-masquerade")


def counterpart(path):
    if path in BRIDGED:
        return "bridge"
    return "docker-masquerade" if path in MASQUERADED else "docker-published"


def show(number):
    """A count with commas, a ratio with three digits."""
    if number is None:
        return "-"
    if isinstance(number, float) and abs(number) < 100:
        return f"{number:.3f}"
    return f"{number:,.0f}"


def columns(lines, right_from=1):
    """Lines of cells, each column as wide as it must be. A line of only two has a remark in the
    place of all others."""
    whole = [line for line in lines if len(line) == len(lines[0])]
    widths = [max(map(len, column)) for column in zip(*whole)]
    widths[0] = max(len(line[0]) for line in lines)
    return "\n".join(
        "  ".join(cell.rjust(width) if n >= right_from and len(line) == len(widths)
                  else cell.ljust(width)
                  for n, (cell, width) in enumerate(zip(line, widths))).rstrip()
        for line in lines)


def not_measured(figures, wanted):
    """Lines about what is not here, in the groups which are wanted."""
    return [[title, f"not measured: {reason}"]
            for name, (title, reason) in figures.missing.items()
            if wanted(name.partition("/")[0])]


def all_of_it(reader, path, metric):
    return reader.value("paths", path, metric)


def path_cell(reader, path, metric):
    """Excess over loopback, and its ratio to that of Docker's. In bulk there may be none:
    that is shown with loopback's."""
    cost = all_of_it if metric == "bulk" else Reader.excess
    try:
        value = cost(reader, path, metric)
    except NotMeasured:
        return "-"
    try:
        return f"{show(value)} {value / cost(reader, counterpart(path), metric):5.2f}"
    except (NotMeasured, ZeroDivisionError):
        return show(value)


def paths(figures):
    """All paths: what they add to loopback, which itself is shown as it is."""
    reader = Reader(figures)
    titles = {figure.path: figure.title for figure in figures.of_group("paths")}
    lines = [["what a path adds to loopback; ratio to Docker's", *MODES.values()]]
    for path, title in titles.items():
        if path == "loopback":
            cells = [show(figures.by_name[f"paths/loopback/{metric}"].value)
                     if f"paths/loopback/{metric}" in figures.by_name else "-"
                     for metric in MODES]
            lines.append([f"{title} (all of it)", *cells])
        else:
            lines.append([title, *(path_cell(reader, path, metric) for metric in MODES)])
    lines += not_measured(figures, lambda group: group == "paths")
    return columns(lines)


def others(figures):
    """Figures of the other groups, each by itself."""
    lines = [["what", "of", "value", "least", "most", "unit"]]
    lines += [[figure.title, figure.metric, show(figure.value), show(min(figure.values)),
               show(max(figure.values)), figure.unit]
              for figure in figures if figure.group != "paths"]
    lines += not_measured(figures, lambda group: group != "paths")
    return columns(lines, 2)


def targets(rows):
    lines = [["", "what", "anchors", "target", "aim", "measured", "from - to", "verdict"]]
    for row in rows:
        anchors = ", ".join(f"{name} {show(value)}" for name, value in row["anchor"].items())
        lines.append([row["id"], f"{row['what']} ({row['unit']})", anchors, show(row["must"]),
                      show(row["aim"]), show(row["measured"]),
                      " - ".join(map(show, row["interval"] or [])), row["note"] or ""])
    return columns(lines, 3)
