"""Runs a student over whole clips as the plug-in does: an embedding each step, pooled for each update and horizon."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from data import contract
from data.batches import stream
from train.network import ENCODED, RECENT, SECTION, Student, pool

HORIZONS = ("now", "section")


@torch.no_grad()
def embed(student: Student, clips: list[np.ndarray]) -> list[Tensor]:
    """Feature frames of clips -> embeddings [steps, E] of each."""
    steps = contract.load()["steps"]
    student.eval()
    return [
        student.embed(torch.from_numpy(stream(frames, steps["hops"], steps["context_hops"]))) for frames in clips
    ]


def recent(embeddings: Tensor, length: int = RECENT) -> tuple[Tensor, Tensor]:
    """Embeddings [steps, E] -> at each update the last `length` steps, [steps, length, E], and 1 where there is one.

    Oldest first; what there is not is 0.
    """
    index = torch.arange(len(embeddings))[:, None] - torch.arange(length - 1, -1, -1)
    heard = (index >= 0).float()
    return embeddings[index.clamp(min=0)] * heard[..., None], heard


def recent_rows(embeddings: Tensor) -> Tensor:
    """Embeddings [steps, E] -> the heads' input at each update: [steps, RECENT, 1 + E]."""
    steps, heard = recent(embeddings)
    return torch.cat([heard[..., None], steps], -1)


def pooled(embeddings: Tensor, length: int = SECTION) -> Tensor:
    """Embeddings [steps, E] -> the last `length` steps at each update, pooled alike: [steps, 3 ENCODED]."""
    return pool(*recent(embeddings[:, :ENCODED], length))


@torch.no_grad()
def moods(student: Student, embeddings: list[Tensor]) -> list[dict[str, np.ndarray]]:
    """Embeddings of clips -> for each clip and horizon the graph's output at each update: [updates, 8]."""
    student.eval()
    both = [student.moods(*recent(clip)).numpy() for clip in embeddings]
    return [{horizon: mood[:, row] for row, horizon in enumerate(HORIZONS)} for mood in both]
