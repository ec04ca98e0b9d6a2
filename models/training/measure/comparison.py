"""Variants of a model beside each other: the table, and which of them to ship."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from data import contract
from measure import evaluate, heard, timing
from measure.timing import Times
from train import scores

SLOWEST_US = 5_000.0  # the product's hard limit: what is slower is not measured further
LOSS = 0.005  # what a variant to ship may lose of each figure
ALIKE = 1.1  # ratio of times that says nothing


@dataclass
class Result:
    """What is known of one variant in one runtime."""

    refused: str = ""
    summaries: list[np.ndarray] = field(default_factory=list)  # of each fold, [clips, heard.COLUMNS]
    times: Times = field(default_factory=Times)
    memory: dict[str, int] = field(default_factory=dict)

    @property
    def slow(self) -> bool:
        return self.times.median > SLOWEST_US

    def figures(self, truth: np.ndarray) -> dict[str, float]:
        said = np.concatenate(self.summaries)
        signs = {name: np.sign(said[:, heard.COLUMNS.index(name)]) for name in evaluate.SIGNS}
        return {
            "quadrants": scores.macro_f1(truth, quadrant(said)),
            **{name: scores.accuracy(evaluate.SIGNS[name][truth], sign) for name, sign in signs.items()},
        }


Results = dict[tuple[str, str], Result]  # by runtime and variant
Made = dict[str, Path | str]  # by variant: its folder, or why there is none


def quadrant(summaries: np.ndarray) -> np.ndarray:
    return summaries[:, -4:].argmax(1)


def graph_file(folder: Path) -> Path:
    return folder / contract.load(folder / contract.PATH.name)["graph"]["file"]


def row(key: tuple[str, str], result: Result, reference: Result, truth: np.ndarray, folder: Path | str) -> str:
    runtime, name = key
    if result.refused:
        return f"| {name} | {runtime} | refused: {result.refused} |" + " |" * 11
    figures = [f"not measured: over {SLOWEST_US / 1e3:g} ms", "", "", "", ""]
    if result.summaries:
        said, first = (quadrant(np.concatenate(r.summaries)) for r in (result, reference))
        figures = [f"{value:.3f}" for value in result.figures(truth).values()]
        figures += [difference(truth, said, first), f"{np.mean(said != first):.3f}"]
    content = graph_file(folder).read_bytes()
    size = f"{len(content) / 1e6:.2f} ({len(gzip.compress(content)) / 1e6:.2f})"
    memory = {moment: (kib or 0) / 1024 for moment, kib in result.memory.items()}
    space = f"{memory['peak']:.0f} ({memory['peak'] - memory['idle']:.1f})"
    return f"| {name} | {runtime} | {' | '.join(figures)} | {result.times.cells()} | {size} | {space} |"


def difference(truth: np.ndarray, said: np.ndarray, reference: np.ndarray) -> str:
    """Of the macro-F1 against f32's, with its 95 % interval from a bootstrap over clips."""
    return scores.gain(scores.macro_f1, truth, said, reference).split(" of ")[0]


def recommendation(results: Results, made: Made, truth: np.ndarray) -> str:
    """The rule, and what it picks."""
    rule = (
        f"Rule: of the variants that tract runs and that lose at most {LOSS:g} of each figure against f32, "
        f"the quickest; of those within {ALIKE - 1:.0%} of it, the smallest file."
    )
    reference = results["tract", "f32"]
    if not reference.summaries:
        return f"{rule}\n\nNothing to recommend: f32 itself was not measured in tract."
    best = reference.figures(truth)
    fit = {}
    for (runtime, name), result in results.items():
        if runtime == "tract" and not result.refused and len(result.summaries) == len(reference.summaries):
            figures = result.figures(truth)
            if all(figures[key] >= best[key] - LOSS for key in best):
                fit[name] = result.times.median
    quickest = min(fit.values())
    alike = [name for name, median in fit.items() if median <= ALIKE * quickest]
    chosen = min(alike, key=lambda name: graph_file(made[name]).stat().st_size)
    listed = ", ".join(f"{name} ({median:.0f} µs)" for name, median in fit.items())
    return f"{rule}\n\nNot worse than f32: {listed}.\n\n**Ship: {chosen}.**"


def table(results: Results, made: Made, truth: np.ndarray) -> str:
    columns = ["variant", "runtime", "quadrants, macro-F1", "valence sign", "arousal sign", "macro-F1 against f32"]
    columns += ["other quadrant than f32", *timing.CELLS, "file, MB (gzip)", "peak, MiB (with the model)"]
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    for (runtime, name), result in results.items():
        reference = results[runtime, "f32"]
        lines.append(row((runtime, name), result, reference, truth, made[name]))
    return "\n".join(lines)
