"""Writing SVG by hand, as cli/src/timeline does, in its colours."""

from __future__ import annotations

from html import escape

FONTS = "Inter, 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif"
CARD, BORDER, PANEL, GRID, GRID_STRONG = "#12161f", "#283040", "#181d28", "#262d3b", "#3c4558"
TEXT, MUTED = "#eef1f6", "#98a2b5"
AXES = {"valence": "#ffb86b", "arousal": "#5cc8ff"}
CONFIDENCE = "#b9a5ff"
QUADRANTS = ("#f7d154", "#f4748b", "#7ea6f8", "#7ed491")  # of happy, tense, melancholic and relaxed

Points = list[tuple[float, float]]


class Svg:
    """A picture that is being written: a dark card that stands on light and dark pages alike."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" font-family="{FONTS}">',
            f"<title>{escape(title)}</title>",
        ]
        self.rect(0.5, 0.5, width - 1, height - 1, CARD, radius=16, more=f'stroke="{BORDER}"')

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0, more: str = ""
    ) -> None:
        size = f'width="{width:.1f}" height="{height:.1f}" rx="{radius}"'
        self.lines.append(f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{fill}" {more}/>')

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str, more: str = "") -> None:
        (x1, y1), (x2, y2) = start, end
        place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.lines.append(f'<line {place} stroke="{colour}" {more}/>')

    def polyline(self, points: Points, colour: str, more: str = "") -> None:
        joints = 'stroke-linejoin="round" stroke-linecap="round"'
        self.lines.append(f'<polyline points="{coordinates(points)}" fill="none" stroke="{colour}" {joints} {more}/>')

    def polygon(self, points: Points, fill: str, more: str = "") -> None:
        self.lines.append(f'<polygon points="{coordinates(points)}" fill="{fill}" {more}/>')

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        self.lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}"/>')

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 12,
        colour: str = MUTED,
        weight: int = 400,
        anchor: str = "start",
        halo: str = "",
    ) -> None:
        """A line of text with its baseline at `y`; `anchor` is start, middle or end; a halo keeps it off lines."""
        font = f'font-size="{size}" font-weight="{weight}" fill="{colour}" text-anchor="{anchor}"'
        around = f' stroke="{halo}" stroke-width="4" paint-order="stroke"' if halo else ""
        self.lines.append(f'<text x="{x:.1f}" y="{y:.1f}" {font}{around}>{escape(text)}</text>')

    def finish(self) -> str:
        return "\n".join([*self.lines, "</svg>", ""])


def coordinates(points: Points) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def faded(colour: str, share: float) -> str:
    """So much of a colour over the card's."""
    mixed = (share * int(colour[i : i + 2], 16) + (1 - share) * int(CARD[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part):02x}" for part in mixed)
