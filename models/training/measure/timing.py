"""Times of updates: in ONNX Runtime on one thread, and in tract by `ai-mixtapes bench-model`."""

from __future__ import annotations

import json
import resource
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from data import contract
from measure import whole


@dataclass
class Round:
    """Microseconds of single updates, and whether the thread lost its core to another in between."""

    times: np.ndarray
    interrupted: np.ndarray


@dataclass
class Times:
    """Microseconds of updates. Those that were interrupted say something of the machine, not of the model."""

    rounds: list[Round] = field(default_factory=list)

    @property
    def all(self) -> np.ndarray:
        return np.concatenate([one.times for one in self.rounds])

    @property
    def quiet(self) -> np.ndarray:
        """Of the updates that nothing interrupted; of all, if there are none."""
        quiet = self.all[~np.concatenate([one.interrupted for one in self.rounds])]
        return quiet if len(quiet) else self.all

    @property
    def median(self) -> float:
        return float(np.median(self.quiet))

    @property
    def p99(self) -> float:
        return float(np.quantile(self.quiet, 0.99))

    def cells(self) -> str:
        """Five cells of a table, in microseconds.

        Of the updates that nothing interrupted: their share, their median, the least and the greatest median of a
        round, their p99; then the p99 of all.
        """
        medians = [Times([one]).median for one in self.rounds]
        share = f"{1 - np.mean(np.concatenate([one.interrupted for one in self.rounds])):.2f}"
        spread = f"{min(medians):.0f}–{max(medians):.0f}"
        return f"{share} | {self.median:.0f} | {spread} | {self.p99:.0f} | {np.quantile(self.all, 0.99):.0f}"


CELLS = ("uninterrupted", "median, µs", "medians of the rounds", "p99", "p99 of all")


@dataclass
class Tract:
    """What `bench-model` says of one model."""

    refused: str | None
    times: Times = field(default_factory=Times)


def tract(program: Path, folders: list[Path], updates: int) -> tuple[list[Tract], dict]:
    """One round of updates with each of the models, in one process; and its memory, idle and at its peak, in KiB."""
    command = [program, "bench-model", "--json", "--rounds", "1", "--updates", str(updates), *folders]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if not done.stdout:
        raise SystemExit(f"{program} bench-model ended with {done.returncode} and said nothing")
    said = json.loads(done.stdout)
    models = []
    for model in said["models"]:
        pairs = zip(model["rounds_us"], model["interrupted"])
        rounds = [Round(np.array(times), np.array(interrupted)) for times, interrupted in pairs]
        models.append(Tract(model["refused"], Times([] if model["refused"] else rounds)))
    return models, {"idle": said["idle_kib"], "peak": said["peak_kib"]}


def session(model: onnx.ModelProto | Path) -> onnxruntime.InferenceSession:
    """A session of one thread, that says nothing but errors."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    source = str(model) if isinstance(model, Path) else model.SerializeToString()
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def streaming_update(folder: Path) -> Callable[[], list]:
    """A streaming update in ONNX Runtime with the model in a folder, to be called."""
    terms = contract.load(folder / contract.PATH.name)
    names, steps = terms["graph"], terms["steps"]
    streaming = session(whole.streaming(onnx.load(folder / names["file"]), terms))
    frames = (1, steps["context_hops"], contract.features(terms))
    random = np.random.default_rng(0)
    feed = {
        names["frames"]: random.uniform(-3, -1, frames).astype(np.float32),
        "past": random.uniform(0, 1, (steps["recent"] - 1, names["embedding"])).astype(np.float32),
    }
    return lambda: streaming.run([names["mood"]], feed)


def calls(update: Callable[[], object], count: int) -> Round:
    """The times of `count` updates."""

    def interruptions() -> int:
        return resource.getrusage(resource.RUSAGE_THREAD).ru_nivcsw

    times, interrupted = np.empty(count), np.empty(count, bool)
    for index in range(count):
        before = interruptions()
        start = time.perf_counter_ns()
        update()
        times[index] = time.perf_counter_ns() - start
        interrupted[index] = interruptions() != before
    return Round(times / 1e3, interrupted)


def warm_calls(update: Callable[[], object], count: int) -> Round:
    """The times of `count` updates, after a tenth as many that don't count."""
    calls(update, count // 10 + 1)
    return calls(update, count)
