"""What the confidence means, and how right each genre is.

    python -m measure.reliability LABELS UPDATES... [--to FOLDER]

LABELS is labels.csv, UPDATES what live.py kept of each fold (or anything that `analyze` printed of clips that its
model never heard). Prints the card's tables with 95 % intervals from a bootstrap over clips, and draws
FOLDER/reliability.svg.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from card import diagram, tables
from data import contract
from data.clips import QUADRANTS
from measure import evaluate
from measure.product import HORIZONS, Track, tracks

EDGES = {"table": (0, 0.4, 0.6, 0.8, 1.01), "diagram": (0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)}
FEWEST_CLIPS = 15  # of a genre
FEWEST_UPDATES = 50  # of a point of the diagram


@dataclass(frozen=True)
class Heard:
    """A clip's label, genres and track."""

    quadrant: int
    genres: tuple[str, ...]
    track: Track

    def right(self, horizon: str) -> np.ndarray:
        """Whether each update names the clip's quadrant: [updates] bool."""
        return self.track.quadrants(horizon) == self.quadrant


@dataclass(frozen=True)
class Bin:
    """The updates with a confidence from `low` to under `high`; ratios with their intervals."""

    low: float
    high: float
    updates: int
    confidence: float
    share: tuple[float, float, float]
    right: tuple[float, float, float]


def read(labels: Path, updates: list[Path]) -> list[Heard]:
    """The clips that have a quadrant."""
    rows = {row["file"]: row for row in evaluate.read(labels)}
    clips = []
    for path in updates:
        for file, track in tracks(evaluate.read(path)).items():
            label = rows.get(evaluate.key(file))
            if label and label["quadrant"]:
                genres = tuple(genre.strip() for genre in label["genres"].split(";") if genre.strip())
                clips.append(Heard(QUADRANTS.index(label["quadrant"]), genres, track))
    return clips


def binned(clips: list[Heard], horizon: str, low: float, high: float = 1.01) -> Bin:
    chosen = [(c.track.confidence(horizon) >= low) & (c.track.confidence(horizon) < high) for c in clips]
    counts = np.array([c.sum() for c in chosen])
    said = np.array([np.sum(clip.track.quadrants(horizon) >= 0) for clip in clips])
    hits = np.array([np.sum(clip.right(horizon)[c]) for clip, c in zip(clips, chosen)])
    confidence = np.concatenate([clip.track.confidence(horizon)[c] for clip, c in zip(clips, chosen)])
    mean = float(confidence.mean()) if len(confidence) else np.nan
    return Bin(low, high, int(counts.sum()), mean, tables.share(counts, said), tables.share(hits, counts))


def bins(clips: list[Heard], horizon: str, edges: str) -> list[Bin]:
    """One for each two neighbouring edges."""
    return [binned(clips, horizon, low, high) for low, high in zip(EDGES[edges], EDGES[edges][1:])]


def calibration_error(clips: list[Heard], horizon: str) -> float:
    """Mean distance of confidence and share right over the diagram's bins, by their updates."""
    known = [b for b in bins(clips, horizon, "diagram") if b.updates]
    return sum(b.updates * abs(b.confidence - b.right[0]) for b in known) / sum(b.updates for b in known)


def of_confidence(clips: list[Heard]) -> str:
    """The table of bins, with a line for the confident updates all together."""
    rows = []
    for horizon in HORIZONS:
        for b in bins(clips, horizon, "table"):
            name = f"from {b.low:g}" if b.high > 1 else f"{b.low:g} to {b.high:g}"
            share, mean = tables.percent(b.share[0]), tables.figure(b.confidence, 2)
            rows.append([horizon, name, share, mean, tables.interval(b.right), str(b.updates)])
    errors = ", ".join(f"{calibration_error(clips, horizon):.3f} {horizon}" for horizon in HORIZONS)
    title = f"What the confidence means, per update of {len(clips)} clips, out of fold. Calibration error: {errors}."
    head = ["horizon", "confidence", "share of updates", "mean confidence", "right", "updates"]
    return tables.markdown(title, head, rows)


def of_confident(clips: list[Heard]) -> str:
    rows = []
    for horizon in HORIZONS:
        b = binned(clips, horizon, evaluate.CONFIDENT)
        rows.append([horizon, tables.interval(b.share), tables.interval(b.right)])
    title = f"Updates with confidence ≥ {evaluate.CONFIDENT} (aim: at least .30 of all, and .80 of them right)."
    return tables.markdown(title, ["horizon", "share of all updates", "right"], rows)


def of_genres(clips: list[Heard]) -> str:
    """The table of genres, the surest first; a clip counts for each of its genres."""
    names = {genre for clip in clips for genre in clip.genres}
    groups = {name: [clip for clip in clips if name in clip.genres] for name in names}
    groups = {name: those for name, those in groups.items() if len(those) >= FEWEST_CLIPS}
    groups["all clips"] = clips
    found = []
    for name, those in groups.items():
        right = np.array([clip.track.summary_quadrant() == clip.quadrant for clip in those], float)
        labels = " ".join(str(sum(clip.quadrant == q for clip in those)) for q in range(4))
        found.append((tables.share(right, np.ones(len(right))), name, labels, len(those)))
    rows = [[name, tables.interval(ratio), str(count), labels] for ratio, name, labels, count in sorted(found)[::-1]]
    title = f"Clips whose summary names the right quadrant, by genre (of at least {FEWEST_CLIPS} clips), out of fold."
    return tables.markdown(title, ["genre", "right", "clips", "of Q1 Q2 Q3 Q4"], rows)


def points(clips: list[Heard], horizon: str) -> list[diagram.Point]:
    """What the diagram shows of a horizon."""
    return [
        diagram.Point(b.low, min(b.high, 1), b.share[0], b.confidence, b.right if b.updates >= FEWEST_UPDATES else None)
        for b in bins(clips, horizon, "diagram")
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("updates", type=Path, nargs="+")
    parser.add_argument("--to", type=Path, default=contract.MODELS / "card", metavar="FOLDER")
    options = parser.parse_args()
    clips = read(options.labels, options.updates)
    if not clips:
        raise SystemExit(f"no file of the updates has a quadrant in {options.labels}")
    for table in (of_confidence(clips), of_confident(clips), of_genres(clips)):
        print(table)
    options.to.mkdir(parents=True, exist_ok=True)
    picture = diagram.drawn({horizon: points(clips, horizon) for horizon in HORIZONS}, len(clips))
    (options.to / "reliability.svg").write_text(picture)


if __name__ == "__main__":
    main()
