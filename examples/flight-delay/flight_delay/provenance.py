"""Everything that is needed to train the same model again."""

import hashlib
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from .training import Hyperparameters

LIBRARIES = ("duckdb", "numpy", "scikit-learn", "scipy")
EXAMPLE = Path(__file__).resolve().parents[1]
LOCK_FILE = EXAMPLE / "requirements.txt"


def provenance(parameters: Hyperparameters, seed: int, data: Path, description: str) -> dict[str, Any]:
    """As the model manifest holds it; what cannot be found out on this machine is left out."""
    found = {
        "codeCommit": _commit(),
        "hyperparameters": vars(parameters),
        "seed": seed,
        "dataSha256": _sha256_of_file(data),
        "dataDescription": description,
        "lockFileSha256": _sha256_of_file(LOCK_FILE) if LOCK_FILE.is_file() else None,
        "libraries": {name: metadata.version(name) for name in LIBRARIES} | {"python": platform.python_version()},
        "hardware": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "trainedAt": now().isoformat(),
    }
    return {name: value for name, value in found.items() if value is not None}


def now() -> datetime:
    """The time, or the one that SOURCE_DATE_EPOCH sets for builds that are to be repeated to the bit."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC).replace(microsecond=0)


def _commit() -> str | None:
    """The commit of this code, with `-dirty` where files of the example were not committed."""
    try:
        commit = _git("rev-parse", "HEAD")
        changed = _git("status", "--porcelain", "--", ".")
    except (OSError, subprocess.SubprocessError):
        return None
    return f"{commit}-dirty" if changed else commit


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(EXAMPLE), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=10).stdout.strip()


def _sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
