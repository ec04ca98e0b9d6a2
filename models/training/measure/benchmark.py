"""What one update costs, beside what one would do without a streaming model. In one run, in turns.

    cargo build --release -p ai-mixtapes -p ai-mixtapes-cli --lib --bin ai-mixtapes
    python -m measure.benchmark [FOLDER]

FOLDER holds a contract and the ONNX file that it names; without it: models/. Three ways to the same update (encoder
and heads), each on one thread, with the product's engine and with ONNX Runtime:

    tract, streaming           one encoder step on what is new: the product's way, calibration and class included
    ONNX Runtime, streaming    the same in one graph
    ONNX Runtime, window       the same network on all recent steps, in one batch

Where other work shares the cores, an update may be interrupted, a long one more likely than a short one: so the figures
are those of the updates that weren't, and the p99 of all stands beside them. On a machine at rest the two are alike.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx

from data import contract
from measure import timing, whole
from measure.timing import Times
from train.program import PROGRAM

LONGEST_MS, LARGEST_MB, LARGEST_SHARE = 1.0, 2.0, 0.5
WAYS = ("tract, streaming", "ONNX Runtime, streaming", "ONNX Runtime, window")
WINDOWS = 0.2  # as many updates of the slow way, for each of the others
TOLERANCE = 1e-3


def peers(path: Path, terms: dict) -> tuple[Callable[[], list], Callable[[], list]]:
    """The update in ONNX Runtime, streaming and over the window; raises if they don't say the same."""
    model = onnx.load(path)
    stream, again = timing.session(whole.streaming(model, terms)), timing.session(whole.window(model, terms))
    steps = terms["steps"]
    shape = (steps["recent"], steps["context_hops"], contract.features(terms))
    frames = np.random.default_rng(0).uniform(-3, -1, shape).astype(np.float32)
    names = terms["graph"]
    outputs = [names["embedding_output"], names["mood"]]
    past = again.run(outputs, {names["frames"]: frames})[0][:-1]

    def streaming() -> list:
        return stream.run(outputs, {names["frames"]: frames[-1:], "past": past})

    def window() -> list:
        return again.run(outputs, {names["frames"]: frames})

    error = float(np.abs(streaming()[1] - window()[1]).max())
    if error > TOLERANCE:
        raise SystemExit(f"the two ways differ by {error:.2e}, at most {TOLERANCE} expected")
    return streaming, window


def measure(folder: Path, program: Path, rounds: int, updates: int) -> dict[str, Times]:
    """The times of each way."""
    terms = contract.load(folder / contract.PATH.name)
    streaming, window = peers(folder / terms["graph"]["file"], terms)
    times = {way: Times() for way in WAYS}
    windows = max(1, int(WINDOWS * updates))
    for _ in range(rounds):
        (heard,), _ = timing.tract(program, [folder], updates)
        if heard.refused:
            raise SystemExit(f"{folder} is refused: {heard.refused}")
        times[WAYS[0]].rounds += heard.times.rounds
        for way, update, count in ((WAYS[1], streaming, updates), (WAYS[2], window, windows)):
            times[way].rounds.append(timing.warm_calls(update, count))
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=contract.MODELS)
    parser.add_argument("--program", type=Path, default=PROGRAM, help="ai-mixtapes, built for release")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--updates", type=int, default=200, help="in each round")
    options = parser.parse_args()
    times = measure(options.folder, options.program, options.rounds, options.updates)
    own, again = times[WAYS[0]], times[WAYS[2]]
    print(f"| one update | {' | '.join(timing.CELLS)} | of the window's median |")
    print("|" + "---|" * (len(timing.CELLS) + 2))
    for way, taken in times.items():
        print(f"| {way} | {taken.cells()} | {taken.median / again.median:.3f} |")
    terms = contract.load(options.folder / contract.PATH.name)
    size = (options.folder / terms["graph"]["file"]).stat().st_size / 1e6
    share = own.median / again.median
    print(f"\nLoad of the machine, this run included: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    print("\n| target | measured | met |\n|---|---|---|")
    p99 = own.p99 / 1e3
    for target, measured, met in (
        (f"uninterrupted p99 in tract at most {LONGEST_MS:g} ms", f"{p99:.3f} ms", p99 <= LONGEST_MS),
        (f"file at most {LARGEST_MB:g} MB", f"{size:.2f} MB", size <= LARGEST_MB),
        (f"at most {LARGEST_SHARE:g} of the window's time", f"{share:.3f}", share <= LARGEST_SHARE),
    ):
        print(f"| {target} | {measured} | {'yes' if met else 'no'} |")


if __name__ == "__main__":
    main()
