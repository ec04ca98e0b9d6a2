"""What a step of the training is asked for: its student and how it may run."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from data.cache import CACHE
from data.clips import FOLDS, WITHOUT


def parser(description: str | None, threads: int = 2) -> argparse.ArgumentParser:
    """Asks for the labelled clips, the fold and the threads."""
    result = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("data", type=Path, help="the folder with labels.csv")
    folds = ["all", *map(str, range(FOLDS)), *WITHOUT]
    result.add_argument("--fold", default="all", choices=folds, help="what the student doesn't learn from")
    result.add_argument("--threads", type=int, default=threads)
    return result


def prepare(options: argparse.Namespace) -> Path:
    """Has torch run as it was asked for; the folder of the student's run."""
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    return CACHE / "runs" / options.fold
