"""Everything from caches to figures: python -m train.crossval DATA [--epochs N] [--program PATH].

Resumes where it was interrupted. Trains a student for each fold and one on all clips, fits their harmony and
calibration, exports them to models/FOLD of the cache, and lets the product's own command hear each fold's clips with
the model that never heard them. What it printed is kept beside them as summary.csv and updates.csv, for
measure.evaluate and the other measurements.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from data.cache import CACHE
from data.clips import FOLDS, read_clips, split
from train import export
from train.program import PROGRAM
from train.student import EPOCHS

RUNS, MODELS = CACHE / "runs", CACHE / "models"
TABLES = {"summary.csv": ["--summary"], "updates.csv": []}


def step(name: str, *arguments: object) -> None:
    """Runs another module of this folder, as one does by hand."""
    subprocess.run([sys.executable, "-m", f"train.{name}", *map(str, arguments)], check=True)


def hear(program: Path, folder: Path, fold: str, options: list[str]) -> list[str]:
    """Rows, the header first, that the product prints of the clips that the fold's model never heard."""
    _, unheard = split(read_clips(folder), fold)
    files = [str(folder / clip.file) for clip in unheard]
    command = [program, "analyze", "--format", "csv", "--model", MODELS / fold, *options, *files]
    done = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines(keepends=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--program", type=Path, default=PROGRAM, help="what `cargo xtask analyze` runs")
    options = parser.parse_args()
    folds = [str(fold) for fold in range(FOLDS)]
    for fold in (*folds, "all"):
        step("student", options.data, "--fold", fold, "--epochs", options.epochs)
        step("memory", options.data, "--fold", fold)
        step("detector", options.data, "--fold", fold)
        step("gate", options.data, "--fold", fold)
    step("harmony", options.data)
    step("calibrate", options.data)
    for fold in (*folds, "all"):
        export.write(RUNS / fold, MODELS / fold)
    for name, arguments in TABLES.items():
        tables = [hear(options.program, options.data, fold, arguments) for fold in folds]
        (MODELS / name).write_text("".join(tables[0][:1] + [row for table in tables for row in table[1:]]))


if __name__ == "__main__":
    main()
