"""Writes models/mood.onnx and the sections [graph] and [calibration.*] of the contract.

usage: export.py [RUN]    RUN: the folder that train.py wrote (default: the last one in the cache)
       export.py --untrained    a network of the final shape with random weights, to build code against
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

import contract
import data
import graph
from measure import HORIZONS
from network import EMBEDDING, Student

TOLERANCE = 1e-4


def export(student: Student) -> Path:
    """Writes the graph, checks it against torch, and puts its checksum into the contract."""
    terms = contract.load()
    hops, bands = terms["steps"]["context_hops"], terms["front_end"]["bands"]
    student.eval()
    model = graph.build(student, hops, bands)
    path = contract.MODELS / terms["graph"]["file"]
    path.write_bytes(model.SerializeToString())
    check(student, path, hops, bands)
    contract.write_values(
        "graph",
        {"sha256": f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"', "embedding": str(EMBEDDING)},
    )
    return path


@torch.no_grad()
def check(student: Student, path: Path, hops: int, bands: int) -> None:
    """Raises if the file's results differ from torch's by more than TOLERANCE."""
    random = np.random.default_rng(0)
    frames = random.normal(-2, 0.7, (1, hops, bands)).astype(np.float32)
    pooled = random.uniform(0, 2, (2, 3 * EMBEDDING)).astype(np.float32)
    session = onnxruntime.InferenceSession(path)
    embedding, mood = session.run(["embedding", "mood"], {"frames": frames, "pooled": pooled})
    for name, got, expected in (
        ("embedding", embedding, student.encoder(torch.from_numpy(frames))),
        ("mood", mood, student.head(torch.from_numpy(pooled))),
    ):
        error = float(np.abs(got - expected.numpy()).max())
        if error > TOLERANCE:
            raise SystemExit(f"{path}: '{name}' differs from torch by {error:.2e}, at most {TOLERANCE} expected")


@torch.no_grad()
def spread(student: Student, gains: list[float]) -> None:
    """Multiplies valence, arousal and tension by the calibrated gains, before their tanh."""
    student.head.mood.weight[: len(gains)] *= torch.tensor(gains)[:, None]
    student.head.mood.bias[: len(gains)] *= torch.tensor(gains)


def write_calibration(calibration: dict) -> None:
    """Puts temperature and curve of each horizon into the contract."""
    for horizon in HORIZONS:
        values = calibration[horizon]
        curve = ", ".join(f"[{x:.4f}, {y:.4f}]" for x, y in values["curve"])
        contract.write_values(
            f"calibration.{horizon}", {"temperature": f"{values['temperature']:.4f}", "curve": f"[{curve}]"}
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, nargs="?", default=data.CACHE / "runs" / "final")
    parser.add_argument("--untrained", action="store_true")
    options = parser.parse_args()
    torch.manual_seed(0)
    student = Student()
    if not options.untrained:
        student.load_state_dict(torch.load(options.run / "student.pt", weights_only=True))
        calibration = json.loads((options.run / "calibration.json").read_text())
        spread(student, calibration["gains"])
        write_calibration(calibration)
    path = export(student)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB, {sum(p.numel() for p in student.parameters())} weights")


if __name__ == "__main__":
    main()
