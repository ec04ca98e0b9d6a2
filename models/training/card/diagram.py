"""The reliability diagram: how often updates are right against their confidence, in one SVG file."""

from __future__ import annotations

from dataclasses import dataclass

from card import svg
from card.svg import Svg

WIDTH, HEIGHT = 920.0, 560.0
TOP, SIZE, LEFTS = 122.0, 320.0, (84.0, 520.0)
BARS, BAR_HEIGHT = 462.0, 56.0  # top and height of the shares' panel
CONFIDENT = 0.8
TICKS = (0, 0.2, 0.4, 0.6, 0.8, 1)


@dataclass(frozen=True)
class Point:
    """Updates with a confidence from `low` to `high`: their share of all, their mean confidence, and the share that
    is right with its interval, if they are enough to say it."""

    low: float
    high: float
    share: float
    confidence: float
    right: tuple[float, float, float] | None


def draw_frame(picture: Svg, left: float, title: str) -> None:
    """Panel, grid, axes, and the diagonal of a confidence that means what it says."""
    bottom = TOP + SIZE
    picture.text(left, TOP - 14, title, 14, svg.TEXT, 600)
    picture.rect(left, TOP, SIZE, SIZE, svg.PANEL, 4)
    # Confident updates are to be right as often as the confidence says at least.
    corner = (left + CONFIDENT * SIZE, bottom - CONFIDENT * SIZE)
    picture.rect(corner[0], TOP, left + SIZE - corner[0], corner[1] - TOP, svg.CONFIDENCE, 0, 'fill-opacity="0.08"')
    for tick in TICKS:
        x, y = left + tick * SIZE, bottom - tick * SIZE
        picture.line((x, TOP), (x, bottom), svg.GRID)
        picture.line((left, y), (left + SIZE, y), svg.GRID)
        picture.text(left - 8, y + 4, f"{tick:.0%}".replace("%", " %"), 11, anchor="end")
        picture.text(x, BARS + BAR_HEIGHT + 17, f"{tick:g}", 11, anchor="middle")
    picture.line((left, bottom), (left + SIZE, TOP), svg.GRID_STRONG, 'stroke-dasharray="5 5" stroke-width="1.5"')
    picture.text(left + SIZE / 2, BARS + BAR_HEIGHT + 34, "confidence", 12, anchor="middle")


def draw_shares(picture: Svg, left: float, points: list[Point]) -> None:
    """How many updates have such a confidence."""
    picture.rect(left, BARS, SIZE, BAR_HEIGHT, svg.PANEL, 4)
    most = max(point.share for point in points)
    for point in points:
        x, width = left + point.low * SIZE, (point.high - point.low) * SIZE
        height = point.share / most * (BAR_HEIGHT - 18)
        picture.rect(x + 1.5, BARS + BAR_HEIGHT - height, width - 3, height, svg.CONFIDENCE, 2, 'fill-opacity="0.45"')
        label = f"{point.share:.0%}".replace("%", " %")
        picture.text(x + width / 2, BARS + BAR_HEIGHT - height - 4, label, 10, anchor="middle")


def draw_points(picture: Svg, left: float, points: list[Point]) -> None:
    """How often they are right, with the intervals."""
    bottom = TOP + SIZE
    known = [(left + point.confidence * SIZE, point.right) for point in points if point.right]
    picture.polyline([(x, bottom - right[0] * SIZE) for x, right in known], svg.CONFIDENCE, 'stroke-width="2.4"')
    for x, (value, low, high) in known:
        picture.line((x, bottom - low * SIZE), (x, bottom - high * SIZE), svg.CONFIDENCE, 'stroke-opacity="0.6"')
        for end in (low, high):
            y = bottom - end * SIZE
            picture.line((x - 4, y), (x + 4, y), svg.CONFIDENCE, 'stroke-opacity="0.6"')
        picture.circle(x, bottom - value * SIZE, 4.5, svg.CONFIDENCE)


def drawn(horizons: dict[str, list[Point]], clips: int) -> str:
    """The diagram of each horizon, as a whole SVG file."""
    picture = Svg(WIDTH, HEIGHT, "Reliability diagram: updates that are right against their confidence")
    picture.text(40, 46, "What the confidence means", 22, svg.TEXT, 700)
    line = f"Share of updates in the right quadrant, with 95 % intervals; {clips} clips that the model never heard"
    picture.text(40, 70, line, 13)
    for left, (horizon, points) in zip(LEFTS, horizons.items()):
        draw_frame(picture, left, horizon)
        draw_shares(picture, left, points)
        draw_points(picture, left, points)
    x = LEFTS[0] - 58
    middle = TOP + SIZE / 2
    picture.lines.append(
        f'<text transform="translate({x} {middle}) rotate(-90)" font-size="12" fill="{svg.MUTED}" '
        'text-anchor="middle">right</text>'
    )
    picture.text(LEFTS[0] - 8, BARS + BAR_HEIGHT / 2, "share of", 10.5, anchor="end")
    picture.text(LEFTS[0] - 8, BARS + BAR_HEIGHT / 2 + 13, "updates", 10.5, anchor="end")
    return picture.finish()
