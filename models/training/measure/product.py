"""What the product itself says of files: runs `ai-mixtapes analyze`, and reads the updates that it prints."""

from __future__ import annotations

import argparse
import csv
import io
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data import contract
from measure import evaluate
from train.program import PROGRAM

BUILT_IN = Path("-")
HORIZONS = ("now", "section")
AXES = ("valence", "arousal")
STEP_SECONDS = contract.load()["steps"]["hops"] * contract.load()["front_end"]["hop_seconds"]
LENGTHS = {"now": 2.0, "section": 12.0}  # seconds of a change that the horizons are to follow within


@dataclass(frozen=True)
class Track:
    """What the product says of a file. Values are by column of its table, [updates]; NaN where there is no music."""

    seconds: np.ndarray
    values: dict[str, np.ndarray]

    def plane(self, horizon: str) -> np.ndarray:
        """Valence and arousal: [updates, 2]."""
        return np.stack([self.values[f"{horizon}_{axis}"] for axis in AXES], 1)

    def quadrants(self, horizon: str) -> np.ndarray:
        """The most likely quadrant, 0 to 3, and -1 where nothing is said: [updates]."""
        q = self.probabilities(horizon)
        return np.where(np.isnan(q[:, 0]), -1, q.argmax(1))

    def probabilities(self, horizon: str) -> np.ndarray:
        """Of the quadrants: [updates, 4]."""
        return np.stack([self.values[f"{horizon}_{quadrant}"] for quadrant in evaluate.QUADRANTS], 1)

    def confidence(self, horizon: str) -> np.ndarray:
        return self.values[f"{horizon}_confidence"]

    def filled(self, horizon: str) -> np.ndarray:
        """Whether something is said, and of as much sound as the horizon is long: [updates] bool."""
        return (self.seconds >= LENGTHS[horizon] - 1e-6) & (self.quadrants(horizon) >= 0)

    def summary(self) -> dict[str, float]:
        """Of the whole file, as `analyze --summary` has it: the mean of the section values where there is sound."""
        said = self.quadrants("section") >= 0
        names = (*AXES, *evaluate.QUADRANTS)
        return {name: float(np.mean(self.values[f"section_{name}"][said])) if said.any() else np.nan for name in names}

    def summary_quadrant(self) -> int:
        """The most likely quadrant of the whole file; -1 if nothing was said."""
        q = np.array([self.summary()[name] for name in evaluate.QUADRANTS])
        return -1 if np.isnan(q[0]) else int(q.argmax())


def tracks(rows: Iterable[evaluate.Row]) -> dict[str, Track]:
    """Rows of updates -> a track for each file, by its name as it was printed, in order."""
    of_file: dict[str, list[evaluate.Row]] = {}
    for row in rows:
        of_file.setdefault(row["file"], []).append(row)
    return {file: track(updates) for file, updates in of_file.items()}


def track(rows: list[evaluate.Row]) -> Track:
    """The rows of one file."""
    numbers = [name for name in rows[0] if name.startswith(HORIZONS) and not name.endswith("_class")]
    said = [row["state"] not in evaluate.UNHEARD for row in rows]
    values = {n: np.array([float(row[n] or "nan") if yes else np.nan for row, yes in zip(rows, said)]) for n in numbers}
    return Track(np.array([float(row["seconds"]) for row in rows]), values)


@dataclass(frozen=True)
class Product:
    """The command and the models for it: a folder of exported models, named after the fold that each did not hear."""

    program: Path
    folders: Path

    def table(self, files: list[Path], fold: str) -> str:
        """The updates of the files, as CSV."""
        model = [] if self.folders == BUILT_IN else ["--model", str(self.folders / fold)]
        command = [str(self.program), "analyze", "--format", "csv", *model, *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(command[:7])} … failed:\n{done.stderr[-2000:]}")
        return done.stdout

    def hear(self, files: list[Path], fold: str) -> list[Track]:
        """A track for each file."""
        heard = tracks(csv.DictReader(io.StringIO(self.table(files, fold)))) if files else {}
        return [heard[str(file)] for file in files]


def options_of(parser: argparse.ArgumentParser) -> tuple[argparse.Namespace, Product]:
    """The command line, and the product that it names."""
    options = parser.parse_args()
    if options.folders == BUILT_IN:
        print("NOT OUT OF FOLD: the built-in model may have learnt from these clips.\n")
    return options, Product(options.program, options.folders)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """DATA, FOLDERS and --program, which every measurement through the product takes."""
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    folders = "a folder with exported models in 0 to 4 and all; '-' takes the built-in one for everything"
    parser.add_argument("folders", type=Path, help=folders)
    parser.add_argument("--program", type=Path, default=PROGRAM, help="by default what `cargo build --release` makes")
