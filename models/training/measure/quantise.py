"""What coarser numbers or fewer weights cost and save: python -m measure.quantise DATA FOLDERS, as Markdown.

FOLDERS has the folders 0 to 4 and all, each with a model and its contract: those of the folds, and the one to ship.
Each variant (variants.py) is made of each of them. Accuracy is that of summaries of clips which the fold's model never
heard; the integers' scales are found on clips that it did hear. Time, size and memory are those of `all`'s variants:
one update on one thread, all variants and both runtimes in turns. Memory is the peak of a process of its own, and
what of it came with the model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from data import contract, features
from data.batches import stream
from data.cache import CACHE
from data.clips import FOLDS, Clip, read_clips, split
from measure import heard, timing, variants
from measure.comparison import Made, Result, Results, graph_file, recommendation, table
from measure.timing import Times
from measure.variants import VARIANTS
from train.program import PROGRAM

RUNTIMES = ("ONNX Runtime", "tract")
FOLDERS = (*map(str, range(FOLDS)), "all")
CALIBRATION_CLIPS, CALIBRATION_STEPS = 48, 8
PROBE = 5  # updates

Updates = dict[str, Callable[[], list]]  # by variant: an update in ONNX Runtime


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def cached(clips: list[Clip]) -> list[Clip]:
    """Those whose features are there."""
    there = [clip for clip in clips if (features.folder() / f"{clip.key}.npy").exists()]
    if len(there) < len(clips):
        say(f"{len(clips) - len(there)} of {len(clips)} clips have no cached features (data.features): left out")
    return there


def feeds(folder: Path, clips: list[Clip]) -> list[variants.Feed]:
    """Inputs of the file from some of the clips, for the integers' scales."""
    terms = contract.load(folder / contract.PATH.name)
    names, steps = terms["graph"], terms["steps"]
    random = np.random.default_rng(0)
    session = heard.encoder(folder / names["file"], terms)
    result = []
    for index in random.permutation(len(clips))[:CALIBRATION_CLIPS]:
        frames = features.load(clips[index])
        windows = stream(frames, steps["hops"], steps["context_hops"])
        recent = heard.recents(heard.embed(session, frames, steps))
        for step in random.permutation(len(windows))[:CALIBRATION_STEPS]:
            result.append({names["frames"]: windows[step][None], names["recent"]: recent[step]})
    return result


def make(folder: Path, work: Path, clips: list[Clip]) -> Made:
    """The folder of each variant of a model, or why there is none."""
    inputs = feeds(folder, clips)
    made: Made = {}
    for number, name in enumerate(VARIANTS):
        target = work / str(number)
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / contract.PATH.name, target / contract.PATH.name)
        file = contract.load(target / contract.PATH.name)["graph"]["file"]
        try:
            content = variants.make(name, folder / file, inputs).SerializeToString()
        except Exception as error:  # whatever the quantiser raises is a result
            made[name] = one_line(error)
            continue
        (target / file).write_bytes(content)
        digest = f'"{hashlib.sha256(content).hexdigest()}"'
        contract.write_values("graph", {"sha256": digest}, target / contract.PATH.name)
        made[name] = target
    return made


def one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split()).replace("|", "/")[:300]


def try_out(made: Made, program: Path) -> tuple[Results, Updates]:
    """Which variants run at all, and the sessions of their updates; slow ones keep the few times of this trial."""
    results: Results = {}
    updates: Updates = {}
    for name, folder in made.items():
        for runtime in RUNTIMES:
            results[runtime, name] = Result(refused=folder if isinstance(folder, str) else "")
        if isinstance(folder, str):
            continue
        result = results["ONNX Runtime", name]
        try:
            updates[name] = timing.streaming_update(folder)
            result.times.rounds.append(timing.calls(updates[name], PROBE))
        except Exception as error:  # whatever the runtime raises is a result
            result.refused = one_line(error)
        (said,), _ = timing.tract(program, [folder], PROBE)
        results["tract", name].refused = (said.refused or "").replace("|", "/")[:300]
        results["tract", name].times = said.times
    return results, updates


def take_times(results: Results, updates: Updates, made: Made, program: Path, rounds: int, count: int) -> None:
    """Times of all that run and aren't slow, in turns."""
    chosen = {key: result for key, result in results.items() if not result.refused and not result.slow}
    for result in chosen.values():
        result.times = Times()
    names = [name for runtime, name in chosen if runtime == "tract"]
    for turn in range(rounds):
        say(f"times: round {turn + 1} of {rounds}")
        said, _ = timing.tract(program, [made[name] for name in names], count)
        for name, one in zip(names, said):
            chosen["tract", name].times.rounds += one.times.rounds
        for (runtime, name), result in chosen.items():
            if runtime == "ONNX Runtime":
                result.times.rounds.append(timing.warm_calls(updates[name], count))


def take_memory(results: Results, made: Made, program: Path) -> None:
    command = [sys.executable, "-m", "measure.footprint"]
    for (runtime, name), result in results.items():
        if result.refused:
            continue
        if runtime == "tract":
            result.memory = timing.tract(program, [made[name]], PROBE)[1]
        else:
            said = subprocess.run([*command, graph_file(made[name])], stdout=subprocess.PIPE, check=True)
            result.memory = json.loads(said.stdout)


def hear(results: Results, made: Made, program: Path, clips: list[Clip]) -> None:
    """Adds a fold's summaries to the results."""
    frames = [features.load(clip) for clip in clips]
    for (runtime, name), result in results.items():
        if result.refused or result.slow:
            continue
        say(f"  {runtime}: {name}")
        if isinstance(made[name], str):
            result.refused = made[name]
            continue
        try:
            result.summaries.append(
                heard.in_tract(program, made[name], frames)
                if runtime == "tract"
                else heard.in_onnxruntime(made[name], frames)
            )
        except Exception as error:  # that it can't be run is a result
            result.refused = one_line(error)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("folders", type=Path)
    parser.add_argument("--program", type=Path, default=PROGRAM, help="ai-mixtapes, built for release")
    parser.add_argument("--work", type=Path, default=CACHE / "variants", help="where the variants are written")
    parser.add_argument("--limit", type=int, metavar="N", help="clips of a fold, for a trial")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--updates", type=int, default=200, help="in each round")
    options = parser.parse_args()
    missing = [str(options.folders / f) for f in FOLDERS if not (options.folders / f / contract.PATH.name).exists()]
    if missing:
        raise SystemExit(f"no contract.toml in {', '.join(missing)}")
    torch.set_num_threads(1)
    rows = read_clips(options.data)

    def made_of(fold: str) -> Made:
        return make(options.folders / fold, options.work / fold, cached(split(rows, fold)[0]))

    say("the variants of the model to ship")
    made = made_of("all")
    results, updates = try_out(made, options.program)
    take_memory(results, made, options.program)
    take_times(results, updates, made, options.program, options.rounds, options.updates)
    truth: list[int] = []
    for fold in map(str, range(FOLDS)):
        clips = cached([clip for clip in split(rows, fold)[1] if clip.quadrant >= 0])
        clips = clips[:: max(1, len(clips) // options.limit)][: options.limit] if options.limit else clips
        say(f"fold {fold}: {len(clips)} clips")
        hear(results, made_of(fold), options.program, clips)
        truth += [clip.quadrant for clip in clips]
    print(table(results, made, np.array(truth)))
    print(f"\nAccuracy over {len(truth)} clips with quadrants, each by the fold that never heard it.\n")
    print(recommendation(results, made, np.array(truth)))


if __name__ == "__main__":
    main()
