"""Computes and caches the feature frames of all clips: python -m data.features DATA [--jobs N]."""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
from pathlib import Path

import numpy as np

from data import contract
from data.audio import RATE, decode
from data.cache import CACHE, share_out
from data.clips import Clip, read_clips
from data.frontend import FrontEnd


def folder() -> Path:
    """The cache of feature frames of this front end: another one in the contract gets another folder."""
    text = json.dumps(contract.load()["front_end"], sort_keys=True)
    return CACHE / f"features-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def load(clip: Clip) -> np.ndarray:
    """The cached feature frames of a clip, all streams: [frames, features] float16."""
    return np.load(folder() / f"{clip.key}.npy")


def compute(data: Path, rows: list[Clip]) -> None:
    """Computes the features of the clips that aren't cached yet."""
    front_end = FrontEnd.at(RATE)
    folder().mkdir(parents=True, exist_ok=True)
    for clip in rows:
        target = folder() / f"{clip.key}.npy"
        if not target.exists():
            partial = target.with_suffix(".partial")
            with open(partial, "wb") as file:
                np.save(file, front_end.frames(decode(data / clip.file)).astype(np.float16))
            partial.rename(target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    share_out(functools.partial(compute, options.data), read_clips(options.data), options.jobs)


if __name__ == "__main__":
    main()
