"""Hears feature frames as engine/src/inference/listener.rs does, with the graphs that the product runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from data import contract
from data.batches import stream
from train import outputs
from train.change import ChangeDetector
from train.inference import HORIZONS
from train.outputs import gate

TERMS = contract.load()
STEP, CONTEXT, RECENT = (TERMS["steps"][name] for name in ("hops", "context_hops", "recent"))
STEP_SECONDS = STEP * TERMS["front_end"]["hop_seconds"]
USUAL = 8  # steps whose median says how much like music the stream has sounded
FIRST, FALLEN = 2.5, -1.0  # logits for music at a stream's first step, and where its logit has fallen
OVER, REOPENS = 2, 0.5  # after so many steps that are shut one has to be open so far


@dataclass(frozen=True)
class Rule:
    """`[calibration]` of the contract: probabilities, and a fall of the logit."""

    low: float
    high: float
    fall: float

    @staticmethod
    def of_contract() -> Rule:
        calibration = TERMS["calibration"]
        return Rule(calibration["music_low"], calibration["music_high"], calibration["music_fall"])

    def open(self, logit: float) -> float:
        """0 (no music) to 1."""
        return float(gate(np.float64(logit), {"music_low": self.low, "music_high": self.high}))


class Ears:
    """The graphs of a model."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(folder / TERMS["graph"]["file"], options)
        width = contract.load(folder / contract.PATH.name)["graph"]["embedding"]
        self.unused_recent = np.ones((RECENT, 1 + width), np.float32)
        self.unused_frames = np.zeros((1, CONTEXT, contract.features(TERMS)), np.float32)

    def embed(self, window: np.ndarray) -> np.ndarray:
        """Frames [CONTEXT, features] -> embedding [E]."""
        return self.session.run(["embedding"], {"frames": window[None], "recent": self.unused_recent})[0][0]

    def heads(self, embeddings: list[np.ndarray]) -> np.ndarray:
        """Embeddings, oldest first -> the graph's output of now and section: [2, 8]."""
        recent = np.zeros_like(self.unused_recent)
        recent[RECENT - len(embeddings) :] = [np.concatenate([[1], embedding]) for embedding in embeddings]
        return self.session.run(["mood"], {"frames": self.unused_frames, "recent": recent})[0]

    def music(self, window: np.ndarray) -> tuple[np.ndarray, float]:
        """A window's embedding, and its logit of music heard alone."""
        embedding = self.embed(window)
        return embedding, float(self.heads([embedding])[0, 7])


@dataclass(frozen=True)
class Heard:
    """For each update what is told of now and section, how far the gate is open, whether it was looked at twice, and
    whether the music has changed.

    told [updates, 2, 8]: valence, arousal, tension, probabilities of q1 to q4, confidence; NaN before there was music.
    """

    told: np.ndarray
    open: np.ndarray
    looks: np.ndarray
    changes: np.ndarray

    @property
    def values(self) -> np.ndarray:
        """Valence, arousal and tension: [updates, 2, 3]."""
        return self.told[..., :3]


def detect(ears: Ears, steps: list[np.ndarray], share: float) -> np.ndarray:
    """What the model says of these steps, the gate open by `share`: [2, 8], as `Heard.told`."""
    graph, calibration = ears.heads(steps), TERMS["calibration"]
    said = [outputs.finish(graph[[row]], calibration, horizon, share) for row, horizon in enumerate(HORIZONS)]
    return np.stack([np.concatenate(list(values.values())) for values in said])


def hear(ears: Ears, frames: np.ndarray, rule: Rule) -> Heard:
    """Feature frames from the start of a stream on."""
    memory: list[np.ndarray] = []
    logits: list[float] = []
    told = np.full((2, 8), np.nan)
    said, opened, looks, changes, shut = [], [], [], [], 0
    detector = ChangeDetector()
    for update, window in enumerate(stream(frames, STEP, CONTEXT)):
        newest = np.concatenate([window[-STEP:]] * (CONTEXT // STEP))
        embedding, logit = ears.music(window)
        first = update == 0
        fell = bool(logits) and rule.open(logit) > 0 and logit < np.median(logits[-USUAL:]) - rule.fall
        # What comes before the first step are copies of a hop, which sound like no music; else what came before
        # may hide that what is new is none.
        if first or fell:
            again = ears.music(newest)[1]
            logit = again + FIRST if first else min(logit, again + FALLEN)
        share = rule.open(logit)
        share = 0.0 if shut >= OVER and share < REOPENS else share
        shut = 0 if share > 0 else shut + 1
        if share > 0:
            steps = [*memory, embedding][-RECENT:]
            detected = detect(ears, steps, share)
            told = detected if np.isnan(told).any() else told + share * (detected - told)
            if share == 1:
                memory, logits = steps, [*logits, logit]
        told = np.concatenate([told[:, :7], detected[:, 7:] if share > 0 else np.zeros((2, 1))], 1)
        said.append(told)
        opened.append(share)
        looks.append(first or fell)
        changes.append(share == 1 and detector.hear(embedding, window))
        if shut >= OVER:
            detector.forget()
        elif share < 1:
            detector.skip()
    return Heard(np.stack(said), np.array(opened), np.array(looks), np.array(changes))
