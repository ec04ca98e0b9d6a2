"""How right the clusters head is, which exists while training only: python -m measure.clusters DATA.

After train.student for every fold. Each clip is heard by the student that did not learn from it; what counts is the
mean of what the head says at each update, of the section. Prints macro-F1 and accuracy of the five MIREX-like clusters,
with 95 % intervals.
"""

from __future__ import annotations

import argparse
import functools
from pathlib import Path

import numpy as np
import torch

from data import features
from data.cache import CACHE
from data.clips import FOLDS, Clip, read_clips, split
from train import inference, scores
from train.network import trained, trained_teachers

CLUSTERS = 5


@torch.no_grad()
def said(rows: list[Clip], fold: str) -> tuple[np.ndarray, np.ndarray]:
    """Label and likeliest cluster of the fold's clips: [clips] each."""
    run = CACHE / "runs" / fold
    student, teachers = trained(run), trained_teachers(run)
    clips = [clip for clip in split(rows, fold)[1] if clip.cluster >= 0]
    embeddings = inference.embed(student, [features.load(clip) for clip in clips])
    guesses = [teachers(inference.pooled(clip))[2].softmax(1).mean(0).argmax() for clip in embeddings]
    return np.array([clip.cluster for clip in clips]), np.array(guesses)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    rows = read_clips(parser.parse_args().data)
    truth, guess = map(np.concatenate, zip(*(said(rows, str(fold)) for fold in range(FOLDS))))
    macro_f1 = functools.partial(scores.macro_f1, classes=CLUSTERS)
    print(f"clusters macro-F1  {scores.interval(macro_f1, truth, guess)}")
    print(f"clusters accuracy  {scores.interval(scores.accuracy, truth, guess)}")


if __name__ == "__main__":
    main()
