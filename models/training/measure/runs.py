"""What the students of the runs say of sounds, many updates at once: what `analyze` says where the gate is open."""

from __future__ import annotations

import json

import numpy as np
import torch

from data.cache import CACHE
from data.frontend import FrontEnd
from data.targets import softmax
from measure import sounds
from train import inference, outputs
from train.export import spread
from train.listener import STEP_SECONDS
from train.network import Harmony, trained

Moods = np.ndarray  # of each update, now and section: valence, arousal, tension, q1 to q4, logit of music; [n, 2, 8]


class Hearing:
    """The student of a fold, with its calibrated gains; without harmony if that is asked for."""

    def __init__(self, fold: str, harmony: bool = True) -> None:
        run = CACHE / "runs" / fold
        self.student = trained(run)
        self.calibration = json.loads((run / "calibration.json").read_text())
        spread(self.student, self.calibration["gains"])
        if not harmony:
            self.student.harmony = Harmony()
        self.front_end = FrontEnd.at(sounds.RATE)

    def frames(self, frames: np.ndarray) -> Moods:
        """Of feature frames."""
        with torch.no_grad():
            embeddings = inference.embed(self.student, [frames.astype(np.float32)])[0]
            moods = self.student.moods(*inference.recent(embeddings)).numpy()
        moods[..., 3:7] = softmax(moods[..., 3:7].reshape(-1, 4)).reshape(*moods.shape[:2], 4)
        return moods

    def sound(self, sound: np.ndarray) -> Moods:
        """Of samples, mono."""
        return self.frames(self.front_end.frames(sound))

    def confidence(self, moods: Moods) -> np.ndarray:
        """Of section, at each update; warming aside."""
        section = moods[:, 1].copy()
        section[:, 3:7] = np.log(section[:, 3:7])
        return outputs.finish(section, self.calibration, "section")["confidence"]


def seconds(moods: Moods) -> np.ndarray:
    """When the updates come."""
    return (np.arange(len(moods)) + 1) * STEP_SECONDS
