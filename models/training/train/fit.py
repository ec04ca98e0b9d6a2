"""Fits a small network that says how likely something is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Terms:
    """How long, with how many examples at a time, at what highest rate and weight decay."""

    epochs: int
    batch: int
    rate: float
    decay: float


def fit(
    network: nn.Module,
    said: Callable[[Tensor], Tensor],
    wanted: Tensor,
    terms: Terms,
    random: torch.Generator | None = None,
) -> None:
    """`said` gives the network's logits [rows] of the examples with these numbers [rows]; `wanted` are probabilities."""
    batches = -(-len(wanted) // terms.batch)
    optimizer = torch.optim.AdamW(network.parameters(), terms.rate, weight_decay=terms.decay)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, terms.rate, total_steps=terms.epochs * batches)
    for epoch in range(terms.epochs):
        losses = 0.0
        for rows in torch.randperm(len(wanted), generator=random).split(terms.batch):
            loss = functional.binary_cross_entropy_with_logits(said(rows), wanted[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            plan.step()
            losses += loss.item() * len(rows) / len(wanted)
        print(f"{epoch}: {losses:.3f}", flush=True)
