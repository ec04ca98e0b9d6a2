"""Makes the run of an exported model again, if that was not kept: python -m train.recover FOLDER RUN GAIN GAIN GAIN.

FOLDER holds the model's mood.onnx, RUN becomes a run's folder with student.pt and memory.pt, as far as the file holds
them: in 16 bit, batch normalisations folded into their convolutions. GAIN are the calibrated ones of valence, arousal
and tension that were multiplied into it. What harmony adds, detector, gate and the calibration are to be fitted
anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from data import contract
from train.network import RECENT, SECTION, Memory, Size, Student


def weights_of(path: Path) -> dict[str, Tensor]:
    """The file's weights by their names, as they were before they were stored in 16 bit."""
    stored = onnx.load(path).graph.initializer
    return {w.name.removesuffix(".half"): torch.from_numpy(numpy_helper.to_array(w).astype(np.float32)) for w in stored}


def unfold(layer: nn.Sequential, weight: Tensor, bias: Tensor) -> None:
    """Puts a folded convolution in place: its normalisation changes nothing any more."""
    convolution, norm = layer
    convolution.weight.copy_(weight.permute(0, 1, 3, 2))
    norm.weight.fill_(1)
    norm.bias.copy_(bias)
    norm.running_mean.fill_(0)
    norm.running_var.fill_(1 - norm.eps)


def inverse_softplus(x: Tensor) -> Tensor:
    return torch.log(torch.expm1(x))


def remember(memory: Memory, found: dict[str, Tensor]) -> None:
    memory.key.weight.copy_(found["key"].T)
    score = found["score"]
    memory.trust.copy_(score[:, -1])
    memory.haste.copy_(inverse_softplus((score[:, -1] - score[:, 0]) * SECTION / (RECENT - 1)))
    memory.strictness.copy_(inverse_softplus(found["strictness"][:, 0]))


@torch.no_grad()
def recover(path: Path, gains: Tensor) -> Student:
    """The student in an exported file; its harmony adds nothing."""
    found = weights_of(path)
    channels = tuple(len(found[f"convolution{index}.weight"]) for index in range(4))
    student = Student(Size(channels, len(found["time.weight"])))
    for index, layer in enumerate(student.encoder.convolutions):
        unfold(layer, found[f"convolution{index}.weight"], found[f"convolution{index}.bias"])
    unfold(student.encoder.time, found["time.weight"], found["time.bias"])
    for layer, name in (
        (student.encoder.dense, "dense"),
        (student.head.hidden, "hidden_linear"),
        (student.head.mood, "raw_of_head"),
    ):
        layer.weight.copy_(found[f"{name}.weight"])
        layer.bias.copy_(found[f"{name}.bias"])
    student.head.mood.weight[: len(gains)] /= gains[:, None]
    student.head.mood.bias[: len(gains)] /= gains
    remember(student.memory, found)
    return student


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("gains", type=float, nargs=3, metavar="GAIN")
    options = parser.parse_args()
    student = recover(options.folder / contract.load()["graph"]["file"], torch.tensor(options.gains))
    options.run.mkdir(parents=True, exist_ok=True)
    torch.save(student.state_dict(), options.run / "student.pt")
    torch.save(student.memory.state_dict(), options.run / "memory.pt")


if __name__ == "__main__":
    main()
