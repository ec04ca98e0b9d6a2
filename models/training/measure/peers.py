"""What the four taggers and a support-vector machine make of the same folds: python -m measure.peers DATA.

After data.teacher. A clip is the mean and the deviation of the taggers' layers over its windows. For each set a machine
learns from the other folds' clips: of quadrants and clusters their classes, of valence, arousal and tension their
values. Then one tells film music, as an unknown kind, from the sides of valence and arousal of the quadrants alone, and
at last one machine hears all kinds, as the student does: each set's values are laid on one axis (data/targets.py).
"""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

from data import targets, teacher
from data.clips import FOLDS, Clip, read_clips, split
from measure.clusters import CLUSTERS
from train import outputs, scores
from train.student import RATED

TERMS = {"C": 3.0, "gamma": 2e-4}  # of those tried (C 1, 3, 10; gamma 2e-4, 6e-4) what suits the machines best


def layers(clip: Clip) -> np.ndarray:
    """Mean and deviation over a clip of the taggers' layers: [1824]."""
    hidden, _ = teacher.load(clip)
    return np.concatenate([hidden.mean(0), hidden.std(0)])


def machine(kind: type[BaseEstimator]) -> BaseEstimator:
    return make_pipeline(StandardScaler(), kind(**TERMS))


def unheard(x: np.ndarray, y: np.ndarray, folds: np.ndarray, kind: type[BaseEstimator]) -> np.ndarray:
    """What machines say of the clips of each fold that learnt from the other folds' clips: [clips]."""
    said = np.zeros(len(y))
    for fold in np.unique(folds):
        away = folds != fold
        said[~away] = machine(kind).fit(x[away], y[away]).predict(x[~away])
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    rows = read_clips(parser.parse_args().data)
    fold_of = {clip.file: fold for fold in range(FOLDS) for clip in split(rows, str(fold))[1]}
    folds = np.array([fold_of[clip.file] for clip in rows])
    x = np.stack([layers(clip) for clip in rows])

    def said_of(labels: np.ndarray, chosen: np.ndarray, kind: type[BaseEstimator]) -> tuple[np.ndarray, np.ndarray]:
        y = labels[chosen]
        return y, unheard(x[chosen], y, folds[chosen], kind)

    def say(name: str, figure: Callable[..., float], truth: np.ndarray, said: np.ndarray) -> None:
        print(f"{name:34} {scores.interval(figure, truth, said)}", flush=True)

    quadrants = np.array([clip.quadrant for clip in rows])
    four = quadrants >= 0
    truth, said = said_of(quadrants, four, SVC)
    say("quadrants macro-F1", scores.macro_f1, truth, said)
    sides = dict(zip(outputs.VALUES, targets.SIGNS[truth.astype(int)].T))
    for name, side in sides.items():
        say(f"{name} sign", scores.accuracy, side, unheard(x[four], side, folds[four], SVC))
    values = {name: np.array([getattr(clip, name) for clip in rows]) for name in outputs.VALUES}
    sets = np.array([clip.dataset for clip in rows])
    for rated_set in RATED:
        for name, labels in values.items():
            rated = (sets == rated_set) & np.isfinite(labels)
            if rated.any():
                say(f"{rated_set} {name} r", scores.correlation, *said_of(labels, rated, SVR))
    clusters = np.array([clip.cluster for clip in rows])
    truth, said = said_of(clusters, clusters >= 0, SVC)
    say("clusters macro-F1", functools.partial(scores.macro_f1, classes=CLUSTERS), truth, said)

    film = sets == "soundtracks"
    for name, side in sides.items():
        guess = machine(SVC).fit(x[four], side).decision_function(x[film])
        say(f"unknown: {name} r", scores.correlation, values[name][film], guess)

    for name, side in sides.items():
        axis = np.full(len(rows), np.nan)
        axis[four] = targets.QUADRANT_VALUE * side
        for rated_set in RATED:
            rated = sets == rated_set
            axis[rated] = targets.to_axis(values[name][rated], 0)
        known = np.isfinite(axis)
        said = np.full(len(rows), np.nan)
        said[known] = unheard(x[known], axis[known], folds[known], SVR)
        for rated_set in RATED:
            rated = sets == rated_set
            say(f"one for all: {rated_set} {name} r", scores.correlation, values[name][rated], said[rated])
        say(f"one for all: {name} sign", scores.accuracy, side, np.sign(said[four]))


if __name__ == "__main__":
    main()
