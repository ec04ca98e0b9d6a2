"""The labelled clips: their rows, and which of them a student learns from."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from sklearn.model_selection import GroupKFold

QUADRANTS = ("Q1", "Q2", "Q3", "Q4")
FOLDS = 5
WITHOUT = ("without-quadrants", "without-soundtracks", "without-emotify")


@dataclass(frozen=True)
class Clip:
    """A row of labels.csv. A label that the clip's set doesn't have is -1 (classes) or NaN (values)."""

    file: str
    dataset: str
    split: str
    group: str
    quadrant: int
    cluster: int
    valence: float
    arousal: float
    tension: float

    @property
    def key(self) -> str:
        """The name of the clip's files in caches."""
        return self.file.replace("/", "__").rsplit(".", 1)[0]


def read_clips(folder: Path) -> list[Clip]:
    """All clips of labels.csv, in its order."""

    def value(text: str) -> float:
        return float(text) if text else float("nan")

    with open(folder / "labels.csv", newline="") as file:
        return [
            Clip(
                file=row["file"],
                dataset=row["dataset"],
                split=row["split"],
                group=row["group"],
                quadrant=QUADRANTS.index(row["quadrant"]) if row["quadrant"] else -1,
                cluster=int(row["cluster"]) - 1 if row["cluster"] else -1,
                valence=value(row["valence"]),
                arousal=value(row["arousal"]),
                tension=value(row["tension"]),
            )
            for row in csv.DictReader(file)
        ]


def split(rows: list[Clip], fold: str) -> tuple[list[Clip], list[Clip]]:
    """The clips to learn from and those to measure on, artists apart.

    `fold` is "0" to "4" (one of five parts of all clips to measure on), "without-soundtracks" or alike (one set to
    measure on), or "all" (everything to learn from).
    """
    if fold == "all":
        unheard = set[int]()
    elif fold in WITHOUT:
        unheard = {index for index, clip in enumerate(rows) if f"without-{clip.dataset}" == fold}
    else:
        groups = [clip.group for clip in rows]
        unheard = set(list(GroupKFold(FOLDS).split(rows, groups=groups))[int(fold)][1])
    return (
        [clip for index, clip in enumerate(rows) if index not in unheard],
        [clip for index, clip in enumerate(rows) if index in unheard],
    )
