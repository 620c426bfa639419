"""Draws the curves of training logs as an SVG.

    python3 plot.py logs/object.csv loss logs/object.svg
"""

import csv
import sys
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 320, 48, 32


def curve(rows, column):
    """Points of (million pictures, value)."""
    return [(int(row["images"]) / 1e6, float(row[column])) for row in rows]


def svg(points, title: str) -> str:
    xs, ys = zip(*points)
    low, high, right = min(ys), max(ys), max(xs)
    x = lambda value: LEFT + value / right * (WIDTH - LEFT - 10)
    y = lambda value: 24 + (high - value) / (high - low) * (HEIGHT - BOTTOM - 24)
    line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
    ticks = "".join(
        f'<text x="{LEFT - 6}" y="{y(v) + 4:.1f}" text-anchor="end">{v:.2f}</text>'
        f'<line x1="{LEFT}" x2="{WIDTH - 10}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="#ddd"/>'
        for v in (low + (high - low) * i / 4 for i in range(5))
    )
    ticks += "".join(
        f'<text x="{x(v):.1f}" y="{HEIGHT - 12}" text-anchor="middle">{v:.2f}</text>' for v in (right * i / 4 for i in range(5))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11">'
        f'<rect width="100%" height="100%" fill="white"/>{ticks}<text x="{LEFT}" y="14">{title}</text>'
        f'<polyline points="{line}" fill="none" stroke="#2463a0" stroke-width="1.5"/></svg>\n'
    )


if __name__ == "__main__":
    source, column, out = sys.argv[1:4]
    with open(source, newline="") as file:
        points = curve(list(csv.DictReader(file)), column)
    Path(out).write_text(svg(points, f"{Path(source).stem}: {column}, over million pictures seen"))
