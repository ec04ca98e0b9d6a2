"""Computes and caches the feature frames of all clips: features.py DATA [--jobs N]."""

from __future__ import annotations

import argparse
from multiprocessing import Process
from pathlib import Path

import data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    jobs = [
        Process(target=data.cache_features, args=(options.data, index, options.jobs)) for index in range(options.jobs)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    if any(job.exitcode for job in jobs):
        raise SystemExit("some features could not be computed, see above")


if __name__ == "__main__":
    main()
