"""Runs a student over whole clips as the plug-in does: an embedding each step, pooled for each update and horizon."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

import contract
from batches import stream
from network import Head, Student, pool

HORIZONS = ("now", "section")


@torch.no_grad()
def embed(student: Student, clips: list[np.ndarray]) -> list[Tensor]:
    """Feature frames of clips -> embeddings [steps, E] of each."""
    steps = contract.load()["steps"]
    student.eval()
    return [
        student.encoder(torch.from_numpy(stream(frames, steps["hops"], steps["context_hops"]))) for frames in clips
    ]


def pooled(embeddings: Tensor, length: int) -> Tensor:
    """Embeddings [steps, E] -> what the head hears at each update, the last `length` steps pooled: [steps, 3E]."""
    count = len(embeddings)
    index = torch.arange(count)[:, None] - torch.arange(length)
    return pool(embeddings[index.clamp(min=0)], (index >= 0).float())


@torch.no_grad()
def moods(heads: dict[str, Head], embeddings: list[Tensor]) -> list[dict[str, np.ndarray]]:
    """Embeddings of clips -> for each clip and horizon the graph's output at each update: [updates, 8]."""
    steps = contract.load()["steps"]
    return [
        {horizon: heads[horizon].eval()(pooled(clip, steps[horizon])).numpy() for horizon in HORIZONS}
        for clip in embeddings
    ]


def macro_f1(truth: np.ndarray, guess: np.ndarray, classes: int = 4) -> float:
    """The mean of the classes' F1 scores."""
    scores = []
    for c in range(classes):
        hits = np.sum((truth == c) & (guess == c))
        scores.append(2 * hits / max(1, np.sum(truth == c) + np.sum(guess == c)))
    return float(np.mean(scores))


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's r."""
    return float(np.corrcoef(a, b)[0, 1])
