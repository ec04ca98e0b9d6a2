"""The page of curves: valence and arousal over the sequences, now thin and section thick, in one SVG file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from card import svg, tables
from card.svg import Svg

WIDTH, COLUMNS, MARGIN, HEADER = 1240.0, 2, 28.0, 116.0
CELL_WIDTH, CELL_HEIGHT = (WIDTH - 2 * MARGIN) / COLUMNS, 232.0
GUTTER, INSET = 50.0, 16.0  # left of a plot, for labels; right of it
TITLE, MUSIC, PLOT, SAID = 20.0, 28.0, 50.0, 170.0  # baseline of the title; tops of strip, plot and the strips below
MUSIC_HEIGHT, PLOT_HEIGHT, SAID_HEIGHT = 16.0, 114.0, 7.0
TICK_SECONDS = 10
SHADES = 8  # of the strips, from no confidence to all
QUADRANTS = ("Q1", "Q2", "Q3", "Q4")
WIDTHS = {"now": 'stroke-width="1.1" stroke-opacity="0.6"', "section": 'stroke-width="2.6"'}


@dataclass(frozen=True)
class Part:
    """A clip's quadrant from `start` to `end` in seconds; parts overlap where they are cross-faded."""

    quadrant: int
    start: float
    end: float


@dataclass(frozen=True)
class Said:
    """What one horizon said: valence and arousal [updates, 2], NaN where nothing is said; the quadrant, 0 to 3 or -1,
    and the confidence of each update [updates]; and the share of the updates that are right."""

    plane: np.ndarray
    quadrants: np.ndarray
    confidence: np.ndarray
    right: float


@dataclass(frozen=True)
class Curves:
    """A sequence of clips, and what was heard of it. Marks are (second, what happens there).

    `seconds` [updates] are the ends of the updates, each of `step` seconds; `said` is by horizon, now and section.
    """

    number: int
    name: str
    parts: list[Part]
    marks: list[tuple[float, str]]
    seconds: np.ndarray
    step: float
    said: dict[str, Said]


@dataclass(frozen=True)
class Cell:
    """Where a sequence is drawn."""

    left: float
    top: float
    seconds: float

    @property
    def right(self) -> float:
        return self.left + CELL_WIDTH - GUTTER - INSET

    def x(self, seconds: float) -> float:
        return self.left + (self.right - self.left) * min(max(seconds / self.seconds, 0), 1)

    def y(self, value: float) -> float:
        """Of a value in [-1, 1]."""
        return self.top + PLOT + PLOT_HEIGHT / 2 - value * (PLOT_HEIGHT / 2 - 5)


def draw_header(picture: Svg) -> None:
    picture.text(MARGIN + 12, 46, "How the mood follows the music", 24, svg.TEXT, 700)
    line = "Twenty sequences of clips that the model never heard, heard as the plug-in hears, twice a second"
    picture.text(MARGIN + 12, 70, line, 13.5)
    x = MARGIN + 12
    for axis in svg.AXES:
        for horizon, label in (("section", f"{axis}, section"), ("now", f"{axis}, now")):
            picture.line((x, 92), (x + 22, 92), svg.AXES[axis], f'{WIDTHS[horizon]} stroke-linecap="round"')
            picture.text(x + 30, 96, label, 12)
            x += 184 if horizon == "section" else 162
    for index, label in enumerate(("Q1 +V +A", "Q2 −V +A", "Q3 −V −A", "Q4 +V −A")):
        picture.rect(x + 116 * index, 86, 12, 12, svg.QUADRANTS[index], 3)
        picture.text(x + 116 * index + 19, 96, label, 12)


def draw_frame(picture: Svg, cell: Cell, curves: Curves) -> None:
    """Title, panel, grid and axes."""
    picture.text(cell.left, cell.top + TITLE, f"{curves.number}", 14, svg.MUTED, 600)
    picture.text(cell.left + 26, cell.top + TITLE, curves.name, 14, svg.TEXT, 600)
    right = ", ".join(f"{horizon} {tables.percent(said.right)}" for horizon, said in curves.said.items())
    picture.text(cell.right, cell.top + TITLE, f"right: {right}", 11, anchor="end")
    picture.rect(cell.left, cell.top + PLOT, cell.right - cell.left, PLOT_HEIGHT, svg.PANEL, 4)
    for tick in range(TICK_SECONDS, int(cell.seconds) + 1, TICK_SECONDS):
        x = cell.x(tick)
        picture.line((x, cell.top + PLOT), (x, cell.top + PLOT + PLOT_HEIGHT), svg.GRID)
        if x < cell.right - 12:
            picture.text(x, cell.top + SAID + 30, f"{tick} s", 10.5, anchor="middle")
    for value, label in ((1, "+1"), (0, "0"), (-1, "−1")):
        y = cell.y(value)
        picture.line((cell.left, y), (cell.right, y), svg.GRID if value else svg.GRID_STRONG)
        picture.text(cell.left - 8, y + 4, label, 10.5, anchor="end")


def draw_music(picture: Svg, cell: Cell, parts: list[Part]) -> None:
    """What plays: a strip in the colours of the clips' quadrants, slanted where they are cross-faded."""
    top, bottom = cell.top + MUSIC, cell.top + MUSIC + MUSIC_HEIGHT
    picture.text(cell.left - 8, bottom - 4, "music", 10.5, anchor="end")
    for index, part in enumerate(parts):
        before = parts[index - 1].end if index else part.start
        after = parts[index + 1].start if index + 1 < len(parts) else part.end
        faded_in, faded_out = max(before, part.start), min(after, part.end)
        gap = 1 if index + 1 < len(parts) else 0
        corners = [(part.start, bottom), (faded_in, top), (part.end, top), (faded_out, bottom)]
        points = [(cell.x(second) - (gap if place > 1 else 0), y) for place, (second, y) in enumerate(corners)]
        picture.polygon(points, svg.QUADRANTS[part.quadrant])
        middle = cell.x((part.start + part.end) / 2)
        picture.text(middle, bottom - 4, QUADRANTS[part.quadrant], 11, svg.CARD, 700, "middle")


def draw_marks(picture: Svg, cell: Cell, curves: Curves) -> None:
    """Where clips begin, and what happens to them."""
    begins = [(part.start, "") for part in curves.parts[1:]]
    for second, label in begins + curves.marks:
        x, top = cell.x(second), cell.top + PLOT
        if second > 0:
            dashes = 'stroke-dasharray="2 4" stroke-opacity="0.8"'
            picture.line((x, top), (x, top + PLOT_HEIGHT), svg.MUTED, dashes)
        picture.text(x + 5, top + PLOT_HEIGHT - 6, label, 10.5, halo=svg.PANEL)


def draw_curves(picture: Svg, cell: Cell, curves: Curves) -> None:
    """Now under section; broken where nothing is said."""
    for horizon, said in curves.said.items():
        for index, axis in reversed(list(enumerate(svg.AXES))):
            values = said.plane[:, index]
            known = np.flatnonzero(~np.isnan(values))
            for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
                points = [(cell.x(curves.seconds[i]), cell.y(values[i])) for i in run]
                picture.polyline(points, svg.AXES[axis], WIDTHS[horizon])


def draw_said(picture: Svg, cell: Cell, curves: Curves) -> None:
    """The quadrants that were named, a strip for each horizon; faint where the confidence is low."""
    for row, (horizon, said) in enumerate(curves.said.items()):
        top = cell.top + SAID + row * (SAID_HEIGHT + 3)
        picture.text(cell.left - 8, top + SAID_HEIGHT, horizon, 9.5, anchor="end")
        steps = np.round(np.nan_to_num(said.confidence) * SHADES).astype(int)
        strip = list(zip(said.quadrants, steps))
        for (quadrant, step), run in groupby(range(len(strip)), key=lambda i: strip[i]):
            if quadrant >= 0:
                *_, last = first, *_ = list(run)
                left, right = cell.x(curves.seconds[first] - curves.step), cell.x(curves.seconds[last])
                colour = svg.faded(svg.QUADRANTS[quadrant], 0.3 + 0.7 * step / SHADES)
                picture.rect(left, top, right - left + 0.6, SAID_HEIGHT, colour, more='shape-rendering="crispEdges"')


def drawn(sequences: list[Curves]) -> str:
    """The page, as a whole SVG file."""
    rows = -(-len(sequences) // COLUMNS)
    picture = Svg(WIDTH, HEADER + rows * CELL_HEIGHT + 12, "Curves of valence and arousal over sequences of clips")
    draw_header(picture)
    for index, curves in enumerate(sequences):
        row, column = divmod(index, COLUMNS)
        left, top = MARGIN + column * CELL_WIDTH + GUTTER, HEADER + row * CELL_HEIGHT
        cell = Cell(left, top, max(float(curves.seconds[-1]), curves.parts[-1].end))
        draw_frame(picture, cell, curves)
        draw_music(picture, cell, curves.parts)
        draw_curves(picture, cell, curves)
        draw_marks(picture, cell, curves)
        draw_said(picture, cell, curves)
    return picture.finish()
