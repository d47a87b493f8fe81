# SPDX-License-Identifier: GPL-2.0-only
"""Pictures of results, drawn by gnuplot: bars of paths, curves over publishes and flows."""
import shutil
import subprocess

from report.figures import NotMeasured, Reader

HEAD = """
set terminal svg size {width},{height} font "sans-serif,13" background "white"
set output "{name}.svg"
set title "{title}"
set grid {grid} lc rgb "#dddddd"
set border 3
set tics nomirror
"""

BARS = HEAD + """
set style data histograms
set style histogram clustered gap 1
set style fill solid
set boxwidth 0.9
set yrange [0:*]
set ylabel "{unit}"
set xtics rotate by -35 left noenhanced
set rmargin 10
set key top left
plot {plots}
"""

CURVES = HEAD + """
set logscale x
set xlabel "{what}"
set ylabel "{unit}"
set yrange [0:*]
set key top left
plot {plots}
"""

# Between containers, to published ports, to the outside.
BAR_PATHS = {
    "veth": "veth pair", "netkit": "netkit pair", "macvlan": "macvlan",
    "containers": "ctrnet", "links": "ctrnet, link", "bridge": "bridge",
    "docker-bridge": "bridge, br_netfilter",
    "published": "ctrnet, published", "flowtable": "nft flowtable", "ipvs": "IPVS",
    "nft-map": "nft map", "docker-published": "Docker, published",
    "masquerade": "ctrnet, masquerade", "docker-masquerade": "Docker, masquerade",
}
UDP, TCP = "#1f6f8b", "#c9a227"


def block(name, lines):
    return f"${name} << END\n" + "".join(f"{line}\n" for line in lines) + "END\n"


def bars(figures):
    """What each path adds to loopback."""
    reader, lines = Reader(figures), []
    for path, label in BAR_PATHS.items():
        try:
            lines.append(f'"{label}" {reader.excess(path, "udp")} {reader.excess(path, "tcp")}')
        except NotMeasured:
            continue
    if not lines:
        return None
    plots = (f'$paths using 2:xtic(1) title "udp rr" lc rgb "{UDP}", '
             f'$paths using 3 title "tcp rr" lc rgb "{TCP}"')
    return block("paths", lines) + BARS.format(
        name="paths", title="A round trip of one byte", width=960, height=500, grid="ytics",
        unit=f"{unit_of(figures, 'paths')} over loopback", plots=plots)


def unit_of(figures, group):
    return figures.of_group(group)[0].unit


def curves(figures, group, metric, name, title, what, paths):
    """What a path costs by how many there are of something: path names end with it."""
    blocks, plots = "", []
    for number, (path, label) in enumerate(paths.items()):
        points = sorted((int(figure.path.rpartition("-")[2]), figure.value)
                        for figure in figures.of_group(group)
                        if figure.path.rpartition("-")[0] == path and figure.metric == metric)
        if len(points) > 1:
            blocks += block(f"curve{number}", (f"{x} {y}" for x, y in points))
            plots.append(f'$curve{number} with linespoints lw 2 pt 7 title "{label}"')
    if not plots:
        return None
    return blocks + CURVES.format(name=name, title=title, what=what, width=720, height=420,
                                  grid="xtics ytics", unit=unit_of(figures, group),
                                  plots=", ".join(plots))


def draw(folder, figures):
    """Draws what there are figures for; returns what is to be said of them."""
    if not shutil.which("gnuplot"):
        return "no pictures: they need gnuplot (package gnuplot-nox)"
    scripts = {
        "paths": bars(figures),
        "publishes": curves(figures, "publish", "crr", "publishes",
                            "TCP: connect, one byte each way, close", "published ports",
                            {"published": "ctrnet", "nft-map": "nft map",
                             "docker-published": "Docker's rules"}),
        "flows": curves(figures, "flows", "udp", "flows", "UDP round trip of one byte",
                        "flows", {"published": "ctrnet"}),
    }
    drawn = []
    for name, script in scripts.items():
        if script:
            status = subprocess.run(["gnuplot"], input=script, text=True, cwd=folder,
                                    check=False).returncode
            if status:
                return f"no pictures: gnuplot ended with {status}"
            drawn.append(f"{folder / name}.svg")
    return " ".join(["pictures:", *drawn]) if drawn else "no pictures: no figures for them"
