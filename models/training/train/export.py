"""Writes mood.onnx and the sections [graph] and [calibration.*] of the contract: into models/, or into FOLDER.

    python -m train.export [--fold F] [--to FOLDER]    the student of a run, calibrated as train.calibrate fitted
    python -m train.export --untrained                 random weights of the final shape, to build code against
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from data import contract
from data.cache import CACHE
from train import graph
from train.inference import HORIZONS
from train.network import BANDS, CHROMA, EMBEDDING, RECENT, Student, trained

TOLERANCE = 1e-4


def export(student: Student, folder: Path, half: bool) -> Path:
    """Builds the graph, checks it against torch, and writes it with its checksum in the folder's contract.

    `half` keeps the weights in 16 bit: half the size, and the same moods (measure/quantise.py).
    """
    terms = contract.load()
    hops = terms["steps"]["context_hops"]
    student.eval()
    model = graph.build(student, hops)
    check(student, model, hops)
    path = folder / terms["graph"]["file"]
    model = graph.half_weights(model) if half else model
    path.write_bytes(model.SerializeToString())
    values = {"sha256": f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"', "embedding": str(EMBEDDING)}
    contract.write_values("graph", values, folder / contract.PATH.name)
    return path


def split(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The heads' input [RECENT, 1 + E] -> a batch of one for the student: embeddings, and 1 where there is one."""
    return rows[None, :, 1:], rows[None, :, 0]


@torch.no_grad()
def check(student: Student, model: onnx.ModelProto, hops: int) -> None:
    """Raises if the graph's results differ from torch's by more than TOLERANCE."""
    random = np.random.default_rng(0)
    frames = random.normal(-2, 0.7, (1, hops, BANDS + CHROMA)).astype(np.float32)
    recent = random.uniform(0, 2, (RECENT, 1 + EMBEDDING)).astype(np.float32)
    recent[:, 0] = np.arange(RECENT) >= RECENT // 3
    recent *= recent[:, :1]
    session = onnxruntime.InferenceSession(model.SerializeToString())
    embedding, mood = session.run(["embedding", "mood"], {"frames": frames, "recent": recent})
    for name, got, expected in (
        ("embedding", embedding, student.embed(torch.from_numpy(frames))),
        ("mood", mood, student.moods(*split(torch.from_numpy(recent)))[0]),
    ):
        error = float(np.abs(got - expected.numpy()).max())
        if error > TOLERANCE:
            raise SystemExit(f"'{name}' differs from torch by {error:.2e}, at most {TOLERANCE} expected")


@torch.no_grad()
def spread(student: Student, gains: list[float]) -> None:
    """Multiplies valence, arousal and tension by the calibrated gains, before their tanh."""
    for factors in (student.head.mood.weight, student.head.mood.bias[:, None], student.harmony.weight):
        factors[: len(gains)] *= torch.tensor(gains)[:, None]


def write_calibration(calibration: dict, path: Path) -> None:
    """Puts temperature and curve of each horizon into the contract."""
    for horizon in HORIZONS:
        values = calibration[horizon]
        curve = ", ".join(f"[{x:.4f}, {y:.4f}]" for x, y in values["curve"])
        terms = {"temperature": f"{values['temperature']:.4f}", "curve": f"[{curve}]"}
        contract.write_values(f"calibration.{horizon}", terms, path)


def prepare(folder: Path) -> Path:
    """Makes the folder of a model, with a copy of the contract; the contract's path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / contract.PATH.name
    if target != contract.PATH:
        shutil.copyfile(contract.PATH, target)
    return target


def write(run: Path | None, folder: Path, half: bool = True) -> Path:
    """Writes the model of a run, or one without training, into a folder."""
    target = prepare(folder)
    torch.manual_seed(0)
    student = trained(run) if run else Student()
    if run:
        calibration = json.loads((run / "calibration.json").read_text())
        spread(student, calibration["gains"])
        write_calibration(calibration, target)
    return export(student, folder, half)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", default="all")
    parser.add_argument("--to", type=Path, default=contract.MODELS, metavar="FOLDER")
    parser.add_argument("--untrained", action="store_true")
    parser.add_argument("--float32", action="store_true", help="keep the weights as trained, for measure.quantise")
    options = parser.parse_args()
    path = write(None if options.untrained else CACHE / "runs" / options.fold, options.to, not options.float32)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
