"""What the student is to say of each 3 s window: labels, and what a classifier on the taggers' layers says.

The classifiers (kernel ridge regression) hear train clips only, and speak of each train clip from folds without its
artist; so a soft label is as unsure as one for unknown music, and tells what a clip's label can't: which window is
which, and where clips of the other sets lie.

Valence and arousal share one axis over the sets: 0 is the border between quadrants, and music spreads by about
SPREAD around it. Film music's scale is laid on it by spread and centre, a quadrant counts as ±QUADRANT_VALUE.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.model_selection import GroupKFold

from data import teacher
from data.clips import Clip

COMPONENTS = 128
FOLDS = 5
RIDGE = 0.3
SPREAD = 0.45
QUADRANT_VALUE = 0.55
LABEL_SHARE = 0.5
SIGNS = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)  # of valence and arousal in Q1..Q4


@dataclass(frozen=True)
class Targets:
    """One row a window. `clip` and `window` say whose: window k covers k · WINDOW_SECONDS and the 3 s after it.

    components [n, 128], tags [n, 100], quadrant [n, 4] probabilities, values [n, 3] valence, arousal, tension;
    quadrant_weight [n] and value_weight [n, 3] say how much they are to be trusted.
    """

    clip: np.ndarray
    window: np.ndarray
    components: np.ndarray
    tags: np.ndarray
    quadrant: np.ndarray
    quadrant_weight: np.ndarray
    values: np.ndarray
    value_weight: np.ndarray


class Ridge:
    """Kernel ridge regression with a Gaussian kernel, many outputs at once."""

    def __init__(self, inputs: np.ndarray, outputs: np.ndarray) -> None:
        self.inputs = inputs
        self.centre = outputs.mean(0)
        gram = self.kernel(inputs)
        gram[np.diag_indices_from(gram)] += RIDGE
        self.weights = np.linalg.solve(gram, outputs - self.centre)

    def kernel(self, x: np.ndarray) -> np.ndarray:
        square = (x**2).sum(1)[:, None] + (self.inputs**2).sum(1) - 2 * x @ self.inputs.T
        return np.exp(-square / (2 * x.shape[1]))

    def __call__(self, x: np.ndarray) -> np.ndarray:
        parts = [self.kernel(x[i : i + 2000]) @ self.weights for i in range(0, len(x), 2000)]
        return np.concatenate(parts) + self.centre


def out_of_fold(inputs: np.ndarray, known: np.ndarray, outputs: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Predictions for all windows, from models that never heard a clip of the window's artist: [n, outputs]."""
    result = np.zeros((len(inputs), outputs.shape[1]), np.float32)
    for learn, tell in GroupKFold(FOLDS).split(inputs, groups=groups):
        rows = learn[known[learn]]
        result[tell] = Ridge(inputs[rows], outputs[rows])(inputs[tell])
    return result


def main_axes(hidden: np.ndarray, kept: Path) -> np.ndarray:
    """The taggers' layers on their main axes, mean power 1: [n, 512] -> [n, COMPONENTS].

    The axes are kept in a file, so that a run that goes on finds the same ones.
    """
    if not kept.exists():
        mean, deviation = hidden.mean(0), hidden.std(0) + 1e-3
        power, axes = np.linalg.eigh(np.cov(((hidden - mean) / deviation).T))
        power, axes = power[::-1][:COMPONENTS], axes[:, ::-1][:, :COMPONENTS]
        np.savez(kept, mean=mean, axes=axes / deviation[:, None] / np.sqrt(power.mean()))
    with np.load(kept) as file:
        return ((hidden - file["mean"]) @ file["axes"]).astype(np.float32)


def probabilities(scores: np.ndarray, known: np.ndarray, quadrant: np.ndarray) -> np.ndarray:
    """Scores around 0..1 -> probabilities, by the softmax temperature that makes the labels most likely."""

    def surprise(log_temperature: float) -> float:
        p = softmax(scores[known] / np.exp(log_temperature))
        return float(-np.log(p[np.arange(len(p)), quadrant[known]]).mean())

    return softmax(scores / np.exp(minimize_scalar(surprise, bounds=(-4, 2), method="bounded").x))


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def mean_of_clip(x: np.ndarray, clip: np.ndarray) -> np.ndarray:
    """Each window's own value and its clip's mean, in equal parts: the label speaks of the clip."""
    _, index, count = np.unique(clip, return_inverse=True, return_counts=True)
    means = np.zeros((len(count), x.shape[1]))
    np.add.at(means, index, x)
    return ((x + (means / count[:, None])[index]) / 2).astype(np.float32)


def to_axis(x: np.ndarray, centre: float) -> np.ndarray:
    """Lays predictions on the shared axis: spread SPREAD, centred there."""
    return (x - x.mean()) / x.std() * SPREAD + centre


def build(clips: list[Clip], run: Path, film_share: float = LABEL_SHARE) -> Targets:
    """Targets of all windows of the clips (all of them to learn from; `clip` indexes this list).

    `film_share` is how much the label of film music counts beside what the taggers say of it.

    A set may be missing, to see how the student does on music of a kind that it never heard.
    """
    heard = [teacher.load(clip) for clip in clips]
    clip = np.repeat(np.arange(len(clips)), [len(hidden) for hidden, _ in heard])
    window = np.concatenate([np.arange(len(hidden)) for hidden, _ in heard])
    components = main_axes(np.concatenate([hidden for hidden, _ in heard]), run / "axes.npz")
    groups = np.array([c.group for c in clips])[clip]
    sets = np.array([c.dataset for c in clips])[clip]
    labels = np.array([(c.valence, c.arousal, c.tension) for c in clips], np.float32)[clip]
    quadrant = np.array([c.quadrant for c in clips])[clip]
    four, film, emotify = quadrant >= 0, sets == "soundtracks", sets == "emotify"

    def says(known: np.ndarray, outputs: np.ndarray) -> np.ndarray:
        return mean_of_clip(out_of_fold(components, known, np.nan_to_num(outputs), groups), clip)

    soft = np.full((len(clip), 4), 0.25)
    opinions: list[tuple[float, np.ndarray]] = []  # of valence and arousal: weight, [n, 2]
    if four.any():
        soft = probabilities(says(four, np.eye(4)[quadrant]), four, quadrant)
        axis = soft @ SIGNS  # [n, 2] in [-1, 1]
        opinions.append((0.5, axis / axis.std(0) * SPREAD))
    film_says = says(film, labels) if film.any() else np.zeros((len(clip), 3))
    for known, weight, said in ((film, 0.35, film_says[:, :2]), (emotify, 0.15, None)):
        if known.any():
            said = says(known, labels[:, :2]) if said is None else said
            centre = opinions[0][1].mean(0) if opinions else np.zeros(2)
            opinions.append((weight, np.stack([to_axis(said[:, i], centre[i]) for i in range(2)], 1)))

    values = np.zeros((len(clip), 3), np.float32)
    weight = np.full((len(clip), 3), 0.5, np.float32)
    values[:, :2] = sum(share * said for share, said in opinions) / sum(share for share, _ in opinions)
    for i in range(2):
        for chosen, trust in ((film, film_share), (emotify, LABEL_SHARE * (0.4, 1.0)[i])):
            if chosen.any():
                label = to_axis(labels[chosen, i], values[chosen, i].mean())
                values[chosen, i] += trust * (label - values[chosen, i])
        values[four, i] += LABEL_SHARE * (SIGNS[quadrant[four], i] * QUADRANT_VALUE - values[four, i])
    if film.any():
        values[:, 2] = to_axis(film_says[:, 2], film_says[:, 2].mean())
        values[film, 2] += film_share * (labels[film, 2] - values[film, 2])
    weight[four | film | emotify, :2] = 1
    weight[:, 2] *= film.any()
    weight[film, 2] = 1

    smooth = np.eye(4)[quadrant] * 0.9 + 0.025
    target = np.where(four[:, None], LABEL_SHARE * smooth + (1 - LABEL_SHARE) * soft, soft)
    tags = np.concatenate([tags for _, tags in heard])
    return Targets(
        clip=clip,
        window=window,
        components=components,
        tags=tags,
        quadrant=target.astype(np.float32),
        quadrant_weight=np.where(four, 1.0, 0.5).astype(np.float32) * four.any(),
        values=np.clip(values, -0.95, 0.95),
        value_weight=weight,
    )
