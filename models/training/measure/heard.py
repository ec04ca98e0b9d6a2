"""What a model says of clips, in ONNX Runtime and in tract: the summary of each, as the model card defines it."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx.utils import Extractor
from onnxruntime import InferenceSession

from data import contract
from data.batches import stream
from measure import timing
from train import outputs
from train.inference import recent_rows

COLUMNS = (*outputs.VALUES, *outputs.QUADRANTS)  # of a summary
TOLD = len(COLUMNS) + 1  # values of a horizon that bench-model tells: these and the confidence


def encoder(path: Path, terms: dict) -> InferenceSession:
    """The file's encoder alone; a session of the whole file would run the heads with it."""
    names = terms["graph"]
    return timing.session(Extractor(onnx.load(path)).extract_model([names["frames"]], [names["embedding_output"]]))


def embed(session: InferenceSession, frames: np.ndarray, steps: dict) -> np.ndarray:
    """Feature frames of a clip -> its embeddings [updates, E], a call for each."""
    name = session.get_inputs()[0].name
    windows = stream(frames, steps["hops"], steps["context_hops"])
    return np.concatenate([session.run(None, {name: window[None]})[0] for window in windows])


def recents(embeddings: np.ndarray) -> np.ndarray:
    """Embeddings [updates, E] -> what the heads hear at each update: [updates, RECENT, 1 + E]."""
    return recent_rows(torch.from_numpy(embeddings)).numpy()


def in_onnxruntime(folder: Path, clips: list[np.ndarray]) -> np.ndarray:
    """Feature frames of clips -> their summaries [clips, COLUMNS]."""
    terms = contract.load(folder / contract.PATH.name)
    path, names, steps = folder / terms["graph"]["file"], terms["graph"], terms["steps"]
    first = encoder(path, terms)
    heads = timing.session(Extractor(onnx.load(path)).extract_model([names["recent"]], [names["mood"]]))
    summaries = []
    for frames in clips:
        rows = [heads.run(None, {names["recent"]: recent})[0][1] for recent in recents(embed(first, frames, steps))]
        said = outputs.finish(np.stack(rows), terms["calibration"], "section")
        summaries.append([said[name].mean() for name in COLUMNS])
    return np.array(summaries)


def in_tract(program: Path, folder: Path, clips: list[np.ndarray]) -> np.ndarray:
    """The same by `bench-model --hear`; raises RuntimeError with its words if it can't."""
    told = b"".join(struct.pack("<I", len(frames)) + frames.astype("<f4").tobytes() for frames in clips)
    done = subprocess.run([program, "bench-model", "--hear", folder], input=told, capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr.decode().strip())
    summaries, at = [], 0
    for _ in clips:
        (updates,) = struct.unpack_from("<I", done.stdout, at)
        rows = np.frombuffer(done.stdout, "<f4", updates * 2 * TOLD, at + 4).reshape(updates, 2, TOLD)
        summaries.append(rows[:, 1, : len(COLUMNS)].mean(0))
        at += 4 + rows.nbytes
    return np.array(summaries)
