"""What the gate takes for no music, and what such sounds do after music.

    python -m measure.gate DATA FOLDERS [--clips N] [--low P …] [--recordings FOLDER]

FOLDERS holds the folds' models, 0 to 4; each hears the clips that it never heard ('-': the built-in model hears all of
them, which it learnt from). Prints for each set the share of updates at which the music is over, and that are shut or
partly open by themselves; then how far 10 s of each sound move what was said before, and how far the moods are from an
unbroken take's 2 s after the music is back. The thresholds in the contract were chosen by these tables; --low, --high
and --over try others.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from card import tables
from data import contract, features
from data.clips import FOLDS, Clip, read_clips, split
from data.frontend import FrontEnd
from measure import applause, kinds, sounds, unmusical
from measure.product import BUILT_IN
from train.listener import STEP_SECONDS, TERMS, Ears, Heard, Rule, hear

BEFORE, SOUND, AFTER = 12.0, 10.0, 8.0  # seconds of a clip, of a sound, of the clip going on
SETTLED = 2.0  # seconds after which the moods are to be as if nothing had been
PHASES = (0.0, 0.1, 0.2, 0.3, 0.4)  # seconds of the cut after an update


def of_clips(models: dict[str, Ears], heard_by: dict[str, list[Clip]], rule: Rule) -> str:
    """A table of the labelled clips' updates, set by set."""
    rows: dict[str, list[Heard]] = {}
    for fold, clips in heard_by.items():
        for clip in clips:
            frames = features.load(clip).astype(np.float32)
            heard = hear(models[fold], frames, rule)
            for name in (clip.dataset, "all"):
                rows.setdefault(name, []).append(heard)
    body = []
    for name, of_set in sorted(rows.items()):
        opened, over = (np.concatenate([getattr(h, part) for h in of_set]) for part in ("open", "over"))
        first = np.array([h.over[0] for h in of_set])
        shut = (opened == 0) & ~over
        shares = (over.mean(), shut.mean(), ((opened > 0) & (opened < 1)).mean(), first.mean())
        body.append([name, str(len(opened)), *(f"{100 * share:.2f} %" for share in shares)])
    head = ["set", "updates", "over", "shut by themselves", "partly open", "first ones that are over"]
    return tables.markdown("Updates of the labelled clips", head, body)


def unmusical_sounds(recordings: Path, seed: int = 0) -> dict[str, np.ndarray]:
    """Levelled sounds of SOUND seconds, by name: mono [samples]. Recordings as far as they are there."""
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
    nothing, _ = kinds.recorded(recordings)
    result |= {f"{kind} {n + 1}": sound for kind, those in nothing.items() for n, sound in enumerate(those)}
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


def of_interruptions(
    models: dict[str, Ears], chosen: dict[str, list[Clip]], folder: Path, made: dict[str, np.ndarray], rule: Rule
) -> str:
    """A table of what sounds after music do, over clips and phases of the cut."""
    found: dict[str, list[tuple[float, float]]] = {}
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
    figures = [f"{what}, {which}" for what in ("moved", "off when back") for which in ("median", "p90", "most")]
    head = ["sound", "cuts", *figures]
    return tables.markdown(f"{SOUND:.0f} s of it after {BEFORE:.0f} s of music", head, body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    folders = "a folder with exported models in 0 to 4; '-' takes the built-in one"
    parser.add_argument("folders", type=Path, help=folders)
    parser.add_argument("--clips", type=int, default=4, help="of each fold, to be interrupted")
    chosen = Rule.of_contract()
    parser.add_argument("--low", type=float, default=chosen.low)
    parser.add_argument("--high", type=float, default=chosen.high)
    parser.add_argument("--over", type=float, default=chosen.over)
    parser.add_argument("--recordings", type=Path, default=Path("/usr/share"), help="as measure.kinds takes it")
    options = parser.parse_args()
    rule = Rule(options.low, options.high, options.over)
    rows = read_clips(options.data)
    folds = {str(fold): split(rows, str(fold))[1] for fold in range(FOLDS)}
    where = {fold: contract.MODELS if options.folders == BUILT_IN else options.folders / fold for fold in folds}
    folds = {fold: clips for fold, clips in folds.items() if (where[fold] / TERMS["graph"]["file"]).exists()}
    models = {fold: Ears(where[fold]) for fold in folds}
    if options.folders == BUILT_IN:
        print("NOT OUT OF FOLD: the built-in model has learnt from these clips.\n")
    print(f"open from {rule.low} to {rule.high}, over under {rule.over}\n")
    print(of_clips(models, folds, rule))
    random = np.random.default_rng(1)
    long = {f: [c for c in clips if c.dataset in ("quadrants", "emotify")] for f, clips in folds.items()}
    some = {f: random.choice(len(clips), options.clips, replace=False) for f, clips in long.items()}
    chosen = {f: [clips[i] for i in some[f]] for f, clips in long.items()}
    print(of_interruptions(models, chosen, options.data, unmusical_sounds(options.recordings), rule))


if __name__ == "__main__":
    main()
