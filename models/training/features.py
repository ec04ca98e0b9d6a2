"""Computes and caches the feature frames of all clips: features.py DATA [--jobs N]."""

from __future__ import annotations

import argparse
import functools
from pathlib import Path

import data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with labels.csv")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    data.share_out(functools.partial(data.cache_features, options.data), data.clips(options.data), options.jobs)


if __name__ == "__main__":
    main()
