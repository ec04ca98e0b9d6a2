"""What the gate takes for no music, and what such sounds do after music: gate.py DATA FOLDERS [--clips N] [--low P …].

FOLDERS holds the folds' models, 0 to 4; each hears the clips that it never heard ('-': the built-in model hears all of
them, which it learnt from). Prints for each set the share of updates that are shut, partly open, and looked at twice;
then how far 10 s of each sound move what was said before, and how far the moods are from an unbroken take's 2 s after
the music is back. The thresholds in the contract were chosen by these tables; --low, --high and --fall try others.

It listens as engine/src/inference/listener.rs does, with the graphs that the product runs.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

import applause
import contract
import data
import outputs
import sounds
import tables
import unmusical
from batches import stream
from data import FOLDS, Clip
from frontend import FrontEnd
from measure import HORIZONS
from outputs import gate
from product import BUILT_IN

TERMS = contract.load()
STEP, CONTEXT, RECENT = (TERMS["steps"][name] for name in ("hops", "context_hops", "recent"))
STEP_SECONDS = STEP * TERMS["front_end"]["hop_seconds"]
USUAL = 8  # steps whose median says how much like music the stream has sounded
FIRST, FALLEN = 2.5, -1.0  # logits for music at a stream's first step, and where its logit has fallen
OVER, REOPENS = 2, 0.5  # after so many steps that are shut one has to be open so far
BEFORE, SOUND, AFTER = 12.0, 10.0, 8.0  # seconds of a clip, of a sound, of the clip going on
SETTLED = 2.0  # seconds after which the moods are to be as if nothing had been
PHASES = (0.0, 0.1, 0.2, 0.3, 0.4)  # seconds of the cut after an update


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
    """For each update what is told of now and section, how far the gate is open, and whether it was looked at twice.

    told [updates, 2, 8]: valence, arousal, tension, probabilities of q1 to q4, confidence; NaN before there was music.
    """

    told: np.ndarray
    open: np.ndarray
    looks: np.ndarray

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
    said, opened, looks, shut = [], [], [], 0
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
    return Heard(np.stack(said), np.array(opened), np.array(looks))


def of_clips(models: dict[str, Ears], heard_by: dict[str, list[Clip]], rule: Rule) -> str:
    """A table of the labelled clips' updates, set by set."""
    rows: dict[str, list[Heard]] = {}
    for fold, clips in heard_by.items():
        for clip in clips:
            frames = data.features(clip).astype(np.float32)
            heard = hear(models[fold], frames, rule)
            for name in (clip.dataset, "all"):
                rows.setdefault(name, []).append(heard)
    body = []
    for name, of_set in sorted(rows.items()):
        opened, looks = (np.concatenate([getattr(h, part) for h in of_set]) for part in ("open", "looks"))
        first = np.array([h.open[0] for h in of_set])
        shares = ((opened == 0).mean(), ((opened > 0) & (opened < 1)).mean(), looks.mean(), (first == 0).mean())
        body.append([name, str(len(opened)), *(f"{100 * share:.2f} %" for share in shares)])
    head = ["set", "updates", "shut", "partly open", "looked at twice", "first ones that are shut"]
    return tables.markdown("Updates of the labelled clips", head, body)


def unmusical_sounds(seed: int = 0) -> dict[str, np.ndarray]:
    """Levelled sounds of SOUND seconds and more, by name: mono [samples]."""
    random = np.random.default_rng(seed)
    made = unmusical.made()
    cheers = applause.cheering(random, SOUND)
    crowd = applause.applause(random, SOUND, 250)
    result = {
        "white noise": made["white noise"][0],
        "pink noise": made["pink noise"][0],
        "speech": made["speech"][0],
        "speech, another voice": made["speech"][2],
        "sine of 440 Hz": made["sine"][2],
        "metronome": made["metronome"][1],
        "applause of 60": applause.applause(random, SOUND, 60),
        "applause of 250": crowd,
        "cheering": cheers,
        "applause and cheering": crowd / crowd.std() + cheers / cheers.std(),
        "12 people clapping": applause.applause(random, SOUND, 12),
    }
    return {name: sound[: round(SOUND * sounds.RATE)] * (sounds.LEVEL / sound.std()) for name, sound in result.items()}


def interrupted(ears: Ears, music: np.ndarray, sound: np.ndarray, phase: float, rule: Rule) -> tuple[float, float]:
    """How far a sound moves what was said, and how far off it is once the music is back and settled."""
    front_end, at = FrontEnd.at(sounds.RATE), round((BEFORE + phase) * sounds.RATE)
    end = at + round(AFTER * sounds.RATE)
    broken = hear(ears, front_end.frames(np.concatenate([music[:at], sound, music[at:end]])), rule).values
    whole = hear(ears, front_end.frames(music[:end]), rule).values
    cut, length = round(BEFORE / STEP_SECONDS), round(SOUND / STEP_SECONDS)
    away = np.abs(broken[cut : cut + length] - broken[cut - 1]).max((1, 2))
    # The update in which the cut lies may do what the music does in it anyway.
    away[0] = min(away[0], np.abs(broken[cut] - whole[cut]).max())
    back = cut + int(np.ceil((SETTLED + phase) / STEP_SECONDS - 1e-9))
    return float(away.max()), float(np.abs(broken[back + length :] - whole[back:]).max())


def of_interruptions(models: dict[str, Ears], chosen: dict[str, list[Clip]], folder: Path, rule: Rule) -> str:
    """A table of what sounds after music do, over clips and phases of the cut."""
    found: dict[str, list[tuple[float, float]]] = {}
    made = unmusical_sounds()
    for fold, clips in chosen.items():
        for number, clip in enumerate(clips):
            music = sounds.excerpt(folder / clip.file, BEFORE + AFTER + 1)
            for index, (name, sound) in enumerate(made.items()):
                phase = PHASES[(number + index) % len(PHASES)]
                found.setdefault(name, []).append(interrupted(models[fold], music, sound, phase, rule))
    body = []
    for name, pairs in found.items():
        away, back = np.array(pairs).T
        quantiles = [f"{np.quantile(x, q):.2f}" for x in (away, back) for q in (0.5, 0.9, 1)]
        body.append([name, str(len(pairs)), *quantiles])
    head = ["sound", "cuts", *(f"{what}, {which}" for what in ("moved", "off when back") for which in ("median", "p90", "most"))]
    return tables.markdown(f"{SOUND:.0f} s of it after {BEFORE:.0f} s of music", head, body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("folders", type=Path, help="a folder with exported models in 0 to 4; '-' takes the built-in one")
    parser.add_argument("--clips", type=int, default=4, help="of each fold, to be interrupted")
    chosen = Rule.of_contract()
    parser.add_argument("--low", type=float, default=chosen.low)
    parser.add_argument("--high", type=float, default=chosen.high)
    parser.add_argument("--fall", type=float, default=chosen.fall)
    options = parser.parse_args()
    rule = Rule(options.low, options.high, options.fall)
    rows = data.clips(options.data)
    folds = {str(fold): data.split(rows, str(fold))[1] for fold in range(FOLDS)}
    where = {fold: contract.MODELS if options.folders == BUILT_IN else options.folders / fold for fold in folds}
    folds = {fold: clips for fold, clips in folds.items() if (where[fold] / TERMS["graph"]["file"]).exists()}
    models = {fold: Ears(where[fold]) for fold in folds}
    if options.folders == BUILT_IN:
        print("NOT OUT OF FOLD: the built-in model has learnt from these clips.\n")
    print(f"open from {rule.low} to {rule.high}, looked at twice after a fall by {rule.fall}\n")
    print(of_clips(models, folds, rule))
    random = np.random.default_rng(1)
    long = {f: [c for c in clips if c.dataset in ("quadrants", "emotify")] for f, clips in folds.items()}
    chosen = {f: [clips[i] for i in random.choice(len(clips), options.clips, replace=False)] for f, clips in long.items()}
    print(of_interruptions(models, chosen, options.data, rule))


if __name__ == "__main__":
    main()
