"""How right the clusters head is, which exists while training only: clusters.py DATA. After train.py for every fold.

Each clip is heard by the student that did not learn from it; what counts is the mean of what the head says at each
update, of the section. Prints macro-F1 and accuracy of the five MIREX-like clusters, with 95 % intervals.
"""

from __future__ import annotations

import argparse
import functools
from pathlib import Path

import numpy as np
import torch

import data
import evaluate
import measure
from data import CACHE, FOLDS, Clip
from network import trained, trained_teachers

CLUSTERS = 5


@torch.no_grad()
def said(rows: list[Clip], fold: str) -> tuple[np.ndarray, np.ndarray]:
    """Label and likeliest cluster of the fold's clips: [clips] each."""
    run = CACHE / "runs" / fold
    student, teachers = trained(run), trained_teachers(run)
    clips = [clip for clip in data.split(rows, fold)[1] if clip.cluster >= 0]
    embeddings = measure.embed(student, [data.features(clip) for clip in clips])
    guesses = [teachers(measure.pooled(clip))[2].softmax(1).mean(0).argmax() for clip in embeddings]
    return np.array([clip.cluster for clip in clips]), np.array(guesses)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    rows = data.clips(parser.parse_args().data)
    truth, guess = map(np.concatenate, zip(*(said(rows, str(fold)) for fold in range(FOLDS))))
    macro_f1 = functools.partial(measure.macro_f1, classes=CLUSTERS)
    print(f"clusters macro-F1  {evaluate.interval(macro_f1, truth, guess)}")
    print(f"clusters accuracy  {evaluate.interval(evaluate.accuracy, truth, guess)}")


if __name__ == "__main__":
    main()
