"""What the taggers say of each 3 s window of the clips: teacher.py DATA TAGGERS [--jobs N]. Cached, resumable.

Of the four taggers the two VGG networks are used: they take a quarter of the time of all four, and a classifier on
their layers is as right as one on all of them.
"""

from __future__ import annotations

import argparse
from multiprocessing import Process
from pathlib import Path

import numpy as np
import onnxruntime

import data
from data import CACHE, Clip

NETWORKS = ("MSD_vgg", "MTT_vgg")
RATE, FFT, HOP, BANDS, FRAMES = 16_000, 512, 256, 96, 187
WINDOW_SECONDS = FRAMES * HOP / RATE
FOLDER = CACHE / "teacher"


def slaney_bands() -> np.ndarray:
    """Triangles of unit area on Slaney's mel scale, linear below 1 kHz and logarithmic above: [BANDS, bins]."""
    step = np.log(6.4) / 27
    top = 15 + np.log(RATE / 2 / 1000) / step
    mels = np.linspace(0, top, BANDS + 2)
    edges = np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * step))
    bins = np.linspace(0, RATE / 2, FFT // 2 + 1)
    lower, centre, upper = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    bank = np.maximum(0, np.minimum((bins - lower) / (centre - lower), (upper - bins) / (upper - centre)))
    return (bank * 2 / (upper - lower)).astype(np.float32)


def mel(audio: np.ndarray, bank: np.ndarray) -> np.ndarray:
    """Mono audio at RATE -> what the taggers hear, log10(1 + 10000 · mel power): [frames, BANDS]."""
    hann = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(audio, FFT // 2), FFT)[::HOP] * hann
    power = (np.abs(np.fft.rfft(frames)) ** 2).astype(np.float32)
    return np.log10(1 + 10_000 * power @ bank.T).astype(np.float32)


def extract(clips: list[Clip], folder: Path, taggers: Path) -> None:
    """Writes {network}_tags [windows, 50] and {network}_hidden [windows, 256] of the clips that aren't cached."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    networks = {name: onnxruntime.InferenceSession(taggers / f"{name}.onnx", options) for name in NETWORKS}
    bank = slaney_bands()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for clip in clips:
        target = FOLDER / f"{clip.key}.npz"
        if target.exists():
            continue
        frames = mel(data.decode(folder / clip.file, RATE), bank)
        windows = np.stack([frames[i : i + FRAMES] for i in range(0, len(frames) - FRAMES + 1, FRAMES)])
        result = {}
        for name, network in networks.items():
            tags, hidden = network.run(["tags:0", "hidden:0"], {"mel:0": windows})
            result[f"{name}_tags"], result[f"{name}_hidden"] = tags.astype(np.float16), hidden.astype(np.float16)
        partial = target.with_suffix(".partial")
        with open(partial, "wb") as file:
            np.savez(file, **result)
        partial.rename(target)


def load(clip: Clip) -> tuple[np.ndarray, np.ndarray]:
    """Hidden layers [windows, 512] and tag probabilities [windows, 100] of a clip, window k from k · WINDOW_SECONDS."""
    with np.load(FOLDER / f"{clip.key}.npz") as file:
        hidden = np.concatenate([file[f"{name}_hidden"] for name in NETWORKS], axis=1)
        tags = np.concatenate([file[f"{name}_tags"] for name in NETWORKS], axis=1)
    return hidden.astype(np.float32), tags.astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("taggers", type=Path, help="the folder with the taggers' .onnx files")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    clips = data.clips(options.data)
    jobs = [
        Process(target=extract, args=(clips[i :: options.jobs], options.data, options.taggers))
        for i in range(options.jobs)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    if any(job.exitcode for job in jobs):
        raise SystemExit("some clips could not be heard by the taggers, see above")


if __name__ == "__main__":
    main()
