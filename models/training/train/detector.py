"""Teaches a detector with convolutions of its own what is no music: python -m train.detector DATA [--fold F].

After data.scenes. It hears the same as the gate (data/stretches.py), with bands masked and tilted anew in each epoch.
It needs no student: what it says becomes a part of the embedding, and the gate's logit is the mean of both.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from data.clips import read_clips, split
from data.stretches import Material
from train import options
from train.fit import Terms, fit
from train.network import BANDS, Detector

SEED = 1
TERMS = Terms(epochs=5, batch=256, rate=4e-3, decay=0.02)
SURE = 0.98  # of a label: certainty beyond that is not rewarded
TILT = 0.1  # deviation of what is added to the highest band and taken off the lowest, in decades of amplitude
MASKED, NARROWEST, WIDEST = 0.4, 2, 16  # share of the steps with a mask, and the bands under it


def examples(material: Material) -> tuple[Tensor, Tensor]:
    """Mel bands of steps [n, CONTEXT, BANDS], in 16 bit, and which are music [n]."""
    found = [(heard[..., :BANDS].astype(np.float16), music) for heard, music in material.examples()]
    mel, music = (np.concatenate(part) for part in zip(*found))
    return torch.from_numpy(mel), torch.from_numpy(music)


def varied(mel: Tensor, random: torch.Generator) -> Tensor:
    """Tilted, and some with bands of them masked by their mean."""
    mel = mel + TILT * torch.randn(len(mel), 1, 1, generator=random) * torch.linspace(-1, 1, BANDS)
    for row in torch.nonzero(torch.rand(len(mel), generator=random) < MASKED)[:, 0].tolist():
        width = int(torch.randint(NARROWEST, WIDEST, (1,), generator=random))
        low = int(torch.randint(0, BANDS - width, (1,), generator=random))
        mel[row, :, low : low + width] = mel[row].mean()
    return mel


def learn(mel: Tensor, music: Tensor) -> Detector:
    torch.manual_seed(SEED)
    random = torch.Generator().manual_seed(SEED)
    detector = Detector().to(memory_format=torch.channels_last)
    torch.nn.init.normal_(detector.music.weight, 0, 0.1)
    torch.nn.init.zeros_(detector.music.bias)
    wanted = music * SURE + (1 - SURE) / 2
    fit(detector, lambda rows: detector(varied(mel[rows].float(), random))[:, 0], wanted, TERMS, random)
    return detector.eval()


def main() -> None:
    asked = options.parser(__doc__).parse_args()
    run = options.prepare(asked)
    if not (run / "detector.pt").exists():
        detector = learn(*examples(Material(*split(read_clips(asked.data), asked.fold))))
        torch.save(detector.state_dict(), run / "detector.pt")


if __name__ == "__main__":
    main()
