"""Fits what turns a trained student's outputs into the product's: calibrate.py DATA [--run FOLDER].

Writes calibration.json into the run: for each horizon the softmax temperature and the curve from the quadrants'
highest probability to the share that is right, fitted per update on the val clips; and the gains of valence, arousal
and tension before their tanh, with which music uses the range. Prints how the confidence does on val clips that it
was not fitted on (two halves by artist, each measured with the other's curve).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from sklearn.isotonic import IsotonicRegression

import contract
import data
import measure
import outputs
import train
from data import CACHE
from network import Student

REACH = 0.7  # what a tenth of the clips exceed in valence, arousal and tension, either way
BINS = 7
CAUTION = 0.5  # standard errors of a bin's share, over clips, by which the curve stays under it


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
    top, right = q.max(1), (q.argmax(1) == label).astype(float)
    edges = np.quantile(top, np.linspace(0, 1, BINS + 1))
    bins = np.clip(np.searchsorted(edges, top, side="right") - 1, 0, BINS - 1)
    x, y, n = np.zeros(BINS), np.zeros(BINS), np.zeros(BINS)
    for b in range(BINS):
        chosen = bins == b
        x[b] = np.average(top[chosen], weights=weight[chosen])
        y[b] = np.average(right[chosen], weights=weight[chosen])
        n[b] = max(1, len(np.unique(clip[chosen])))
    y -= CAUTION * np.sqrt(y * (1 - y) / n)
    y = IsotonicRegression(y_min=0.2, y_max=0.95).fit(x, y, sample_weight=n).predict(x)
    curve = [[0.25, min(0.25, float(y[0]))], *([float(a), float(b)] for a, b in zip(x, y))]
    curve.append([1.0, min(0.97, float(y[-1]) + 0.5 * (1 - float(x[-1])))])
    return {"temperature": temperature, "curve": curve}


def check(moods: list[dict], truth: np.ndarray, groups: np.ndarray, gates: dict) -> None:
    """Prints how often confident updates are right, each half of the artists with the other half's curve."""
    half = np.array([hash_of(group) % 2 for group in groups])
    for horizon in measure.HORIZONS:
        confidence, right = [], []
        for side in (0, 1):
            learn, tell = np.flatnonzero(half != side), np.flatnonzero(half == side)
            terms = {**gates, horizon: fit([moods[i][horizon] for i in learn], truth[learn])}
            for i in tell:
                said = outputs.finish(moods[i][horizon], terms, horizon)
                confidence.append(said["confidence"])
                right.append(np.stack([said[q] for q in outputs.QUADRANTS], 1).argmax(1) == truth[i])
        c, r = np.concatenate(confidence), np.concatenate(right)
        parts = [(c >= low) & (c < high) for low, high in ((0, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.1))]
        shares = [f"{p.mean():.0%} of updates: {c[p].mean():.2f} -> {r[p].mean():.2f}" for p in parts if p.any()]
        table = ", ".join(shares)
        print(f"{horizon}: right {r.mean():.3f}; confidence -> right, {table}")


def gains(moods: list[np.ndarray]) -> list[float]:
    """Graph's outputs [updates, 8] of each clip -> factors of valence, arousal and tension before their tanh."""
    means = np.stack([np.arctanh(np.clip(m[:, :3], -0.99, 0.99)).mean(0) for m in moods])
    return [float(np.arctanh(REACH) / np.quantile(np.abs(means[:, i]), 0.9)) for i in range(3)]


def hash_of(text: str) -> int:
    """A hash that is the same in every process."""
    return sum((i + 1) * ord(c) for i, c in enumerate(text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("--run", type=Path, default=CACHE / "runs" / "final")
    options = parser.parse_args()
    student = Student()
    student.load_state_dict(torch.load(options.run / "student.pt", weights_only=True))
    heads = {horizon: student.head for horizon in measure.HORIZONS}
    gates = {k: v for k, v in contract.load()["calibration"].items() if k.startswith("music")}

    clips = [c for c in data.clips(options.data) if c.split == "val" and c.quadrant >= 0]
    moods = measure.moods(heads, measure.embed(student, [data.features(c) for c in clips]))
    truth, groups = np.array([c.quadrant for c in clips]), np.array([c.group for c in clips])
    check(moods, truth, groups, gates)
    sounds = measure.moods(heads, measure.embed(student, train.cached_sounds("val")))
    for name, heard in (("music", moods), ("no music", sounds)):
        gate = [np.concatenate([outputs.gate(m[h][:, 7], gates) for m in heard]).mean() for h in measure.HORIZONS]
        print(f"gate on {name}: {gate[0]:.3f} now, {gate[1]:.3f} section")
    films = [data.features(c) for c in data.clips(options.data) if c.split == "val" and c.dataset == "soundtracks"]
    heard = moods + measure.moods(heads, measure.embed(student, films))
    calibration: dict = {h: fit([m[h] for m in moods], truth) for h in measure.HORIZONS}
    calibration["gains"] = gains([m["section"] for m in heard])
    (options.run / "calibration.json").write_text(json.dumps(calibration, indent=1))


if __name__ == "__main__":
    main()
