"""The labelled clips: their rows, their audio, and the cache of their feature frames."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Process
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

import contract
from frontend import FrontEnd

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ai-mixtapes" / "training"
QUADRANTS = ("Q1", "Q2", "Q3", "Q4")
RATE = 48_000
FOLDS = 5
WITHOUT = ("without-quadrants", "without-soundtracks", "without-emotify")


@dataclass(frozen=True)
class Clip:
    """A row of labels.csv. A label that the clip's set doesn't have is -1 (classes) or NaN (values)."""

    file: str
    dataset: str
    split: str
    group: str
    quadrant: int
    cluster: int
    valence: float
    arousal: float
    tension: float

    @property
    def key(self) -> str:
        """The name of the clip's files in caches."""
        return self.file.replace("/", "__").rsplit(".", 1)[0]


def clips(folder: Path) -> list[Clip]:
    """All clips of labels.csv, in its order."""

    def value(text: str) -> float:
        return float(text) if text else float("nan")

    with open(folder / "labels.csv", newline="") as file:
        return [
            Clip(
                file=row["file"],
                dataset=row["dataset"],
                split=row["split"],
                group=row["group"],
                quadrant=QUADRANTS.index(row["quadrant"]) if row["quadrant"] else -1,
                cluster=int(row["cluster"]) - 1 if row["cluster"] else -1,
                valence=value(row["valence"]),
                arousal=value(row["arousal"]),
                tension=value(row["tension"]),
            )
            for row in csv.DictReader(file)
        ]


def split(rows: list[Clip], fold: str) -> tuple[list[Clip], list[Clip]]:
    """The clips to learn from and those to measure on, artists apart.

    `fold` is "0" to "4" (one of five parts of all clips to measure on), "without-soundtracks" or alike (one set to
    measure on), or "all" (everything to learn from).
    """
    if fold == "all":
        unheard = set[int]()
    elif fold in WITHOUT:
        unheard = {index for index, clip in enumerate(rows) if f"without-{clip.dataset}" == fold}
    else:
        groups = [clip.group for clip in rows]
        unheard = set(list(GroupKFold(FOLDS).split(rows, groups=groups))[int(fold)][1])
    return (
        [clip for index, clip in enumerate(rows) if index not in unheard],
        [clip for index, clip in enumerate(rows) if index in unheard],
    )


def share_out(work: Callable[[list[Clip]], None], rows: list[Clip], jobs: int) -> None:
    """Does `work` on the clips in so many processes at once, each with its share; ends the program if one fails."""
    processes = [Process(target=work, args=(rows[index::jobs],)) for index in range(jobs)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise SystemExit("some clips failed, see above")


def decode(path: Path, rate: int = RATE) -> np.ndarray:
    """Any audio that ffmpeg reads -> mono float32 [samples]."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(rate), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)


def feature_folder() -> Path:
    """The cache of feature frames of this front end: another one in the contract gets another folder."""
    text = json.dumps(contract.load()["front_end"], sort_keys=True)
    return CACHE / f"features-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def features(clip: Clip) -> np.ndarray:
    """The cached feature frames of a clip, all streams: [frames, features] float16."""
    return np.load(feature_folder() / f"{clip.key}.npy")


def cache_features(folder: Path, rows: list[Clip]) -> None:
    """Computes the features of the clips that aren't cached yet."""
    front_end = FrontEnd.at(RATE)
    feature_folder().mkdir(parents=True, exist_ok=True)
    for clip in rows:
        target = feature_folder() / f"{clip.key}.npy"
        if not target.exists():
            partial = target.with_suffix(".partial")
            with open(partial, "wb") as file:
                np.save(file, front_end.frames(decode(folder / clip.file)).astype(np.float16))
            partial.rename(target)
