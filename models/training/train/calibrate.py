"""Fits what turns trained students' outputs into the product's: python -m train.calibrate DATA. After train.harmony.

For each horizon the softmax temperature and the curve from the quadrants' highest probability to the share that is
right, per update, a logistic one of its log odds; and the gains of valence, arousal and tension before their tanh,
with which music uses the range. They are fitted on what the students of the folds say of the clips that they never
heard: calibration.json of a fold on the other folds' clips, that of "all" on all clips. So a fold's figures are honest,
its confidence included.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import logit

from data import features
from data.cache import CACHE
from data.clips import FOLDS, Clip, read_clips, split
from train import inference, outputs
from train.network import trained

REACH = 0.7  # what a tenth of the clips exceed in valence, arousal and tension, either way
POINTS = np.array([0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.94, 0.97, 0.99])  # of the curve


def fit(moods: list[np.ndarray], truth: np.ndarray) -> dict:
    """Graph's outputs [updates, 8] of each clip and the clips' quadrants -> temperature and curve."""
    rows = np.concatenate(moods)
    label = np.repeat(truth, [len(m) for m in moods])
    clip = np.repeat(np.arange(len(moods)), [len(m) for m in moods])
    weight = 1 / np.bincount(clip)[clip]  # a clip counts once, however long it is

    def surprise(log_temperature: float) -> float:
        p = outputs.quadrants(rows, float(np.exp(log_temperature)))[np.arange(len(rows)), label]
        return float(np.average(-np.log(p + 1e-9), weights=weight))

    temperature = float(np.exp(minimize_scalar(surprise, bounds=(-1.5, 1.5), method="bounded").x))
    q = outputs.quadrants(rows, temperature)
    right = q.argmax(1) == label
    rise, offset = logistic(log_odds(q.max(1)), right, weight)
    height = outputs.sigmoid(rise * log_odds(POINTS) + offset)
    return {"temperature": temperature, "curve": [[float(p), float(y)] for p, y in zip(POINTS, height)]}


def log_odds(p: np.ndarray) -> np.ndarray:
    """Of probabilities, within the curve."""
    return logit(np.clip(p, POINTS[0], POINTS[-1]))


def logistic(x: np.ndarray, right: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Rise and offset with which sigmoid(rise · x + offset) is the share that is right."""

    def surprise(terms: np.ndarray) -> float:
        odds = terms[0] * x + terms[1]
        return float(np.average(np.logaddexp(0, np.where(right, -odds, odds)), weights=weight))

    return minimize(surprise, np.array([1.0, 0.0])).x


def gains(moods: list[np.ndarray]) -> list[float]:
    """Graph's outputs [updates, 8] of each clip -> factors of valence, arousal and tension before their tanh."""
    means = np.stack([np.arctanh(np.clip(m[:, :3], -0.99, 0.99)).mean(0) for m in moods])
    return [float(np.arctanh(REACH) / np.quantile(np.abs(means[:, i]), 0.9)) for i in range(3)]


def unheard(rows: list[Clip], fold: str) -> tuple[list[Clip], list[dict[str, np.ndarray]]]:
    """The clips that the fold's student never heard, and its outputs for them."""
    student = trained(CACHE / "runs" / fold)
    clips = split(rows, fold)[1]
    return clips, inference.moods(student, inference.embed(student, [features.load(clip) for clip in clips]))


def calibration(said: list[tuple[Clip, dict[str, np.ndarray]]]) -> dict:
    """What is fitted on clips and the outputs for them."""
    four = [(clip, moods) for clip, moods in said if clip.quadrant >= 0]
    truth = np.array([clip.quadrant for clip, _ in four])
    fitted: dict = {h: fit([moods[h] for _, moods in four], truth) for h in inference.HORIZONS}
    valued = four + [(clip, moods) for clip, moods in said if clip.dataset == "soundtracks"]
    fitted["gains"] = gains([moods["section"] for _, moods in valued])
    return fitted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    options = parser.parse_args()
    rows = read_clips(options.data)
    folds = {str(fold): list(zip(*unheard(rows, str(fold)))) for fold in range(FOLDS)}
    for target in (*folds, "all"):
        said = [pair for fold, pairs in folds.items() if fold != target for pair in pairs]
        folder = CACHE / "runs" / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "calibration.json").write_text(json.dumps(calibration(said), indent=1))


if __name__ == "__main__":
    main()
