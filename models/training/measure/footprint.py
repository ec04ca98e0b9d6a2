"""The memory of a process that loads and runs one model in ONNX Runtime: python -m measure.footprint MODEL.

As JSON in KiB: `idle` is what the process has with the runtime imported, `peak` the most that it had from there on.
Linux only. Imports nothing else, so that what is seen is the model's.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np
import onnxruntime

RUNS = 50


def status(name: str) -> int:
    return int(re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())[1])


def main() -> None:
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew here
    idle = status("VmRSS")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
    feed = {value.name: np.full(value.shape, -2, np.float32) for value in session.get_inputs()}
    for _ in range(RUNS):
        session.run(None, feed)
    print(json.dumps({"idle": idle, "peak": status("VmHWM")}))


if __name__ == "__main__":
    main()
