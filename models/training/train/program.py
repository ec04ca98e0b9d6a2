"""The product's own command, as cargo builds it for release."""

from __future__ import annotations

import os
from pathlib import Path

from data import contract

TARGET = Path(os.environ.get("CARGO_TARGET_DIR", contract.MODELS.parent / "target"))
PROGRAM = TARGET / "release" / "ai-mixtapes"
