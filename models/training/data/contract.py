"""The contract between front end and model: models/contract.toml, the file that the Rust code reads too."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

MODELS = Path(__file__).resolve().parents[2]
PATH = MODELS / "contract.toml"


def load(path: Path = PATH) -> dict[str, Any]:
    """The contract as nested dictionaries."""
    with open(path, "rb") as file:
        return tomllib.load(file)


def features(terms: dict[str, Any]) -> int:
    """Numbers of a feature frame, of all streams of a contract."""
    return sum(stream["size"] for stream in terms["streams"])


def write_values(section: str, values: dict[str, str], path: Path = PATH) -> None:
    """Replaces the values of some keys in one section, keeping comments and everything else.

    `values` maps keys to TOML text; every key must be there already, since the Rust side expects it.
    """
    lines = path.read_text().splitlines()
    start = lines.index(f"[{section}]") + 1
    end = next((i for i in range(start, len(lines)) if lines[i].startswith("[")), len(lines))
    for key, text in values.items():
        at = next((i for i in range(start, end) if re.match(rf"{key}\s*=", lines[i])), None)
        if at is None:
            raise KeyError(f"{path}: no key '{key}' in [{section}]")
        comment = re.search(r"\s+# .*$", lines[at])
        lines[at] = f"{key} = {text}{comment.group(0) if comment else ''}"
    path.write_text("\n".join(lines) + "\n")
