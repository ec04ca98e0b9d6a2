"""Whether a change of model or front end is a gain: the labelled clips' figures, paired with those of before.

    python -m measure.paired DATA OUT.csv [--before OTHER.csv]

Each fold's student (measure/runs.py) hears the clips that it never heard, from the cached feature frames. A row of
OUT.csv is a clip: the means of section's values, and the shares of the updates in the right quadrant. With --before, an
OUT.csv that another state of this code wrote, each figure has its gain with a 95 % interval, by a bootstrap over clips.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from card import tables
from data import features
from data.clips import FOLDS, Clip, read_clips, split
from data.targets import SIGNS
from measure.runs import Hearing
from train import scores
from train.outputs import QUADRANTS, VALUES

SAID = (*VALUES, *QUADRANTS)
COLUMNS = (*SAID, "now_right", "section_right", "first_right")
Figure = Callable[[np.ndarray, np.ndarray], float]


def heard(hearing: Hearing, clip: Clip) -> list[float]:
    """A clip's COLUMNS; NaN where nothing is right or wrong."""
    said = hearing.frames(features.load(clip))
    right = said[:, :, 3:7].argmax(2) == clip.quadrant
    shares = [*right.mean(0), right[0, 0]] if clip.quadrant >= 0 else [np.nan] * 3
    return [*said[:, 1, :7].mean(0), *map(float, shares)]


def read(path: Path) -> dict[str, np.ndarray]:
    """Each clip's COLUMNS by its file."""
    with open(path, newline="") as file:
        return {row["file"]: np.array([float(row[name]) for name in COLUMNS]) for row in csv.DictReader(file)}


def figures(clips: list[Clip]) -> list[tuple[str, np.ndarray, Figure, np.ndarray, Callable[[np.ndarray], np.ndarray]]]:
    """Name, which of the clips, the figure, the truth and what it is compared with of COLUMNS."""
    quadrant = np.array([clip.quadrant for clip in clips])
    values = np.array([(clip.valence, clip.arousal, clip.tension) for clip in clips])
    four = quadrant >= 0
    table = [("quadrants, macro-F1", four, scores.macro_f1, quadrant, lambda said: said[:, 3:7].argmax(1))]
    for axis in (1, 0):
        side = np.where(four, SIGNS[quadrant, axis], 0)
        table.append((f"{VALUES[axis]}, sign", four, scores.accuracy, side, lambda said, a=axis: np.sign(said[:, a])))
    for name, axes in (("soundtracks", (1, 0, 2)), ("emotify", (1, 0))):
        of_set = np.array([clip.dataset == name for clip in clips])
        for axis in axes:
            label = f"{name}, r of {VALUES[axis]}"
            table.append((label, of_set, scores.correlation, values[:, axis], lambda said, a=axis: said[:, a]))
    for index, name in enumerate(("now", "section", "the first update of now")):
        label = f"right, {name}" if index == 2 else f"right per update, {name}"
        table.append((label, four, lambda _, said: float(np.mean(said)), quadrant, lambda s, i=index: s[:, 7 + i]))
    for axis in (0, 1):
        table.append(
            (f"spread of {VALUES[axis]}", four, lambda _, said: spread(said), quadrant, lambda s, a=axis: s[:, a])
        )
    return table


def spread(values: np.ndarray) -> float:
    """The p90 of |value| over clips."""
    return float(np.quantile(np.abs(values), 0.9))


def compared(clips: list[Clip], now: dict[str, np.ndarray], before: dict[str, np.ndarray] | None) -> str:
    """The table of all figures."""
    said = np.stack([now[clip.file] for clip in clips])
    body = []
    for name, chosen, figure, truth, of in figures(clips):
        row = [name, scores.interval(figure, truth[chosen], of(said[chosen]))]
        if before:
            reference = np.stack([before[clip.file] for clip in clips])[chosen]
            row.append(scores.gain(figure, truth[chosen], of(said[chosen]), of(reference)))
        body.append(row)
    return tables.markdown("Clips out of fold.", ["", "figure", *(["gain"] if before else [])], body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("out", type=Path)
    parser.add_argument("--before", type=Path, help="what this printed before the change")
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows, clips = read_clips(options.data), []
    with open(options.out, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", *COLUMNS])
        for fold in map(str, range(FOLDS)):
            hearing = Hearing(fold)
            for clip in (clip for clip in split(rows, fold)[1] if clip.dataset != "clusters"):
                table.writerow([clip.file, *heard(hearing, clip)])
                clips.append(clip)
    before = read(options.before) if options.before else None
    print(compared(clips, read(options.out), before))


if __name__ == "__main__":
    main()
