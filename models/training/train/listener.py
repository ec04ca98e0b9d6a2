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
TOLD = 2  # steps in a row that don't pass until it is told that the music is over
# Log odds of music: before anything was heard, and what one step says against it and for it at most; how likely it is
# that music begins or ends within a step.
AT_FIRST, AGAINST, FOR, TURNS = 1.0, 3.0, 2.0, 0.05
MOSTLY = 0.75  # from here on a step that passes in part is remembered, and tells of changes


@dataclass(frozen=True)
class Rule:
    """`[calibration]` of the contract: probabilities."""

    low: float
    high: float
    over: float

    @staticmethod
    def of_contract() -> Rule:
        calibration = TERMS["calibration"]
        return Rule(calibration["music_low"], calibration["music_high"], calibration["music_over"])

    def open(self, logit: float) -> float:
        """How far a step by itself passes: 0 (no music) to 1."""
        return float(gate(np.float64(logit), {"music_low": self.low, "music_high": self.high}))


class Belief:
    """Whether there is music, by all steps so far: each adds what it says, and what came before is trusted the less."""

    def __init__(self, rule: Rule) -> None:
        self.rule, self.odds, self.over = rule, AT_FIRST, False

    def hear(self, logit: float) -> bool:
        """A step's logit of music -> whether the music is over."""
        before = 1 / (1 + np.exp(-self.odds))
        still = before * (1 - TURNS) + (1 - before) * TURNS
        self.odds = float(np.log(still / (1 - still)) + np.clip(logit, -AGAINST, FOR))
        border = 0.0 if self.over else np.log(self.rule.over / (1 - self.rule.over))
        self.over = self.odds < border
        return self.over


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
    """For each update what is told of now and section, how far the gate is open, whether the music is over, and whether
    it has changed.

    told [updates, 2, 8]: valence, arousal, tension, probabilities of q1 to q4, confidence; NaN before there was music.
    """

    told: np.ndarray
    open: np.ndarray
    over: np.ndarray
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
    told = np.full((2, 8), np.nan)
    said, opened, ended, changes, shut = [], [], [], [], 0
    lenience = AT_FIRST
    detector, belief = ChangeDetector(), Belief(rule)
    for window in stream(frames, STEP, CONTEXT):
        embedding, logit = ears.music(window)
        over = belief.hear(logit)
        share = 0.0 if over else rule.open(logit + lenience)
        lenience = 0.0 if share > 0 else lenience
        shut = 0 if share > 0 else shut + 1
        if share > 0:
            steps = [*memory, embedding][-RECENT:]
            detected = detect(ears, steps, min(1.0, share / MOSTLY))
            told = detected if np.isnan(told).any() else told + share * (detected - told)
            if share >= MOSTLY:
                memory = steps
        ends = over and shut >= TOLD
        confidence = detected[:, 7:] if share > 0 else np.where(ends, 0, np.nan_to_num(told[:, 7:]))
        told = np.concatenate([told[:, :7], confidence], 1)
        said.append(told)
        opened.append(share)
        ended.append(over)
        changes.append(share >= MOSTLY and detector.hear(embedding, window))
        if ends:
            detector.forget()
        elif share < MOSTLY:
            detector.skip()
    return Heard(np.stack(said), np.array(opened), np.array(ended), np.array(changes))
