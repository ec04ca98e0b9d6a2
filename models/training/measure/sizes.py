"""Accuracy against time for encoders of three sizes: python -m measure.sizes DATA [--epochs N] [--folds F ...].

After data.teacher. Trains a student of each size for each of the folds, by the recipe that ships but more briefly,
where there is none yet. Prints how right each is on clips that it never heard, all folds together, by the mean of
*section* and before a memory is learnt; and what its update costs in tract and in ONNX Runtime, in turns.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from card import tables
from data import batches, contract, features, targets, teacher
from data.cache import CACHE
from data.clips import Clip, read_clips, split
from measure import comparison, timing
from measure.timing import Times
from train import export, inference, outputs, scores
from train.network import BANDS, SHIPPED, SIZES, Encoder, Size, Student, pool, trained, trained_teachers
from train.program import PROGRAM

RUNS = CACHE / "sizes"
SETS = ("quadrants", "soundtracks")
FIGURES = ("macro-F1", "gain", "surprise", "signs of arousal and valence", "soundtracks, r of arousal and valence")
FIGURES += ("of the taggers' layers",)
HEAD = ("size", "multiply-adds", "weights", *FIGURES)
RUNTIMES = ("tract", "ONNX Runtime")


@dataclass(frozen=True)
class Heard:
    """A clip, and what a student says of it.

    Means over its updates, of the section: values [3], probabilities [4]. Over its windows: the square sums of the
    taggers' layers, and of what the student misses of them.
    """

    clip: Clip
    values: np.ndarray
    quadrants: np.ndarray
    power: float
    missed: float


@torch.no_grad()
def hear(run: Path, clips: list[Clip]) -> list[Heard]:
    """What a run's student says of clips."""
    student, teachers = trained(run), trained_teachers(run)
    hidden = [teacher.load(clip)[0] for clip in clips]
    ends = np.cumsum([len(windows) for windows in hidden])[:-1]
    layers_of = np.split(targets.main_axes(np.concatenate(hidden), run / "axes.npz"), ends)
    result = []
    for clip, layers in zip(clips, layers_of):
        frames = features.load(clip)
        section = inference.moods(student, inference.embed(student, [frames]))[0]["section"]
        steps = np.stack([batches.window(frames[:, :BANDS], index) for index in range(len(layers))])
        embeddings = student.encoder(torch.from_numpy(steps).flatten(0, 1)).unflatten(0, steps.shape[:2])
        missed = layers - teachers(pool(embeddings))[0].numpy()
        result.append(Heard(clip, *outputs.summary(section), float((layers**2).sum()), float((missed**2).sum())))
    return result


def figures(heard: list[Heard], reference: list[Heard]) -> list[str]:
    """The cells of a size that say how right it is."""
    truth = np.array([one.clip.quadrant for one in heard])
    four = truth >= 0
    truth = truth[four]
    values = np.stack([one.values for one in heard])
    p, first = (np.stack([one.quadrants for one in those])[four] for those in (heard, reference))
    said = p.argmax(1)
    surprise = float(-np.log(p[np.arange(len(p)), truth]).mean())
    valence, arousal = map(float, (np.sign(values[four, :2]) == targets.SIGNS[truth]).mean(0))
    labels = np.array([(one.clip.valence, one.clip.arousal) for one in heard])
    r = [scores.correlation(values[~four, axis], labels[~four, axis]) for axis in (1, 0)]
    return [
        tables.figure(scores.macro_f1(truth, said)),
        "" if heard is reference else comparison.difference(truth, said, first.argmax(1)),
        tables.figure(surprise),
        f"{tables.figure(arousal)}, {tables.figure(valence)}",
        f"{tables.figure(r[0])}, {tables.figure(r[1])}",
        tables.figure(1 - sum(one.missed for one in heard) / sum(one.power for one in heard)),
    ]


def multiply_adds(size: Size) -> int:
    """Of one encoder step."""
    found = []

    def count(layer: nn.Module, _: object, output: torch.Tensor) -> None:
        found.append(layer.weight.numel() * (output[0, 0].numel() if isinstance(layer, nn.Conv2d) else 1))

    encoder = Encoder(size).eval()
    for layer in encoder.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            layer.register_forward_hook(count)
    terms = contract.load()
    encoder(torch.zeros(1, terms["steps"]["context_hops"], terms["front_end"]["bands"]))
    return sum(found)


def take_times(folders: dict[str, Path], program: Path, rounds: int, count: int) -> dict[str, tuple[Times, Times]]:
    """Times of an update in tract and in ONNX Runtime, in turns."""
    times = {name: (Times(), Times()) for name in folders}
    updates = {name: timing.streaming_update(folder) for name, folder in folders.items()}
    for _ in range(rounds):
        said, _ = timing.tract(program, list(folders.values()), count)
        for (name, (tract, peer)), one in zip(times.items(), said):
            tract.rounds += one.times.rounds
            peer.rounds.append(timing.warm_calls(updates[name], count))
    return times


def exported(run: Path) -> Path:
    """The folder of a run's model, without a calibration of its own."""
    folder = run / "model"
    export.prepare(folder)
    export.export(trained(run), folder, half=True)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--folds", nargs="+", default=["0", "1"], metavar="F")
    parser.add_argument("--jobs", type=int, default=2, help="trainings at once, of one thread each")
    parser.add_argument("--program", type=Path, default=PROGRAM, help="ai-mixtapes, built for release")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--updates", type=int, default=200, help="in each round")
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = read_clips(options.data)
    runs = {name: {fold: RUNS / f"{name}-{fold}" for fold in options.folds} for name in SIZES}

    def train(name: str, fold: str) -> None:
        choice = ["--size", name, "--fold", fold, "--epochs", str(options.epochs), "--threads", "1"]
        command = [sys.executable, "-m", "train.student", options.data, *choice, "--run", runs[name][fold]]
        subprocess.run(command, check=True)

    with ThreadPoolExecutor(options.jobs) as jobs:
        list(jobs.map(train, *zip(*((name, fold) for name in SIZES for fold in options.folds))))
    unheard = {fold: [c for c in split(rows, fold)[1] if c.dataset in SETS] for fold in options.folds}
    heard = {name: [h for f, run in kept.items() for h in hear(run, unheard[f])] for name, kept in runs.items()}
    folders = {name: exported(kept[options.folds[0]]) for name, kept in runs.items()}
    times = take_times(folders, options.program, options.rounds, options.updates)
    lines = []
    for name, size in SIZES.items():
        weights = sum(weight.numel() for weight in Student(size).parameters())
        counts = [f"{multiply_adds(size) / 1e6:.1f} M", f"{weights / 1e3:.0f} k"]
        lines.append([name, *counts, *figures(heard[name], heard[SHIPPED]), *(t.cells() for t in times[name])])
    head = [*HEAD, *(f"{runtime}: {cell}" for runtime in RUNTIMES for cell in timing.CELLS)]
    title = f"{options.epochs} epochs, folds {' and '.join(options.folds)}: {len(heard[SHIPPED])} clips."
    print(tables.markdown(title, head, lines))


if __name__ == "__main__":
    main()
