"""The folder of all that is made on the way to a model, and the filling of it in several processes at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing import Process
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ai-mixtapes" / "training"


def share_out(work: Callable[[list[T]], None], rows: list[T], jobs: int) -> None:
    """Does `work` on the rows in so many processes at once, each with its share; ends the program if one fails."""
    processes = [Process(target=work, args=(rows[index::jobs],)) for index in range(jobs)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise SystemExit("some failed, see above")
