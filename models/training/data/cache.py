"""The folder of all that is made on the way to a model, and the filling of it in several processes at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing import Process
from pathlib import Path

from data.clips import Clip

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ai-mixtapes" / "training"


def share_out(work: Callable[[list[Clip]], None], rows: list[Clip], jobs: int) -> None:
    """Does `work` on the clips in so many processes at once, each with its share; ends the program if one fails."""
    processes = [Process(target=work, args=(rows[index::jobs],)) for index in range(jobs)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise SystemExit("some clips failed, see above")
