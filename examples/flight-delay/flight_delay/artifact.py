"""The artifact: what SageMaker unpacks into /opt/ml/model. Equal contents always give equal bytes."""

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from .ensemble import Ensemble
from .errors import UserError
from .fields import CATEGORIES, FEATURES, NAMES, feature_schema

FORMAT: Final = "flight-delay-trees"
FORMAT_VERSION: Final = 1
TREES_FILE: Final = "trees.json"
SCHEMA_FILE: Final = "feature-schema.json"
IS_CATEGORICAL: Final = tuple(feature.name in CATEGORIES for feature in FEATURES)


@dataclass(frozen=True)
class Model:
    """A model as it is served."""

    name: str
    version: str
    categories: dict[str, tuple[str, ...]]
    """Of each feature of kind category, the values that were in the training data."""
    threshold: float
    """Probability from which on a flight is called late."""
    ensemble: Ensemble

    @cached_property
    def category_index(self) -> dict[str, dict[str, int]]:
        """Of each category, its place in `categories`."""
        return {name: {code: i for i, code in enumerate(codes)} for name, codes in self.categories.items()}


def pack(model: Model) -> bytes:
    """A gzipped tar in which neither a time nor a person nor a machine has left a trace."""
    trees = {
        "format": FORMAT,
        "formatVersion": FORMAT_VERSION,
        "name": model.name,
        "version": model.version,
        "features": NAMES,
        "categories": model.categories,
        "threshold": model.threshold,
    } | model.ensemble.to_document()
    tar_bytes = io.BytesIO()
    with tarfile.open(fileobj=tar_bytes, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, document in ((SCHEMA_FILE, feature_schema()), (TREES_FILE, trees)):
            content = json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o644
            tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(tar_bytes.getvalue(), compresslevel=9, mtime=0)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def load(folder: Path) -> Model:
    """Reads an unpacked artifact. Raises UserError when it is none, is damaged or was made for other code."""
    file = folder / TREES_FILE
    remedy = "Set SM_MODEL_DIR to the folder that model.tar.gz was unpacked into."
    try:
        document: dict[str, Any] = json.loads(file.read_bytes())
    except OSError as error:
        raise UserError(f"{file} cannot be read ({error.strerror}). {remedy}") from error
    except ValueError as error:
        raise UserError(f"{file} is damaged ({error}). {remedy}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UserError(f"{file} is no model of this kind. {remedy}")
    if document.get("formatVersion") != FORMAT_VERSION or document.get("features") != list(NAMES):
        raise UserError(f"{file} was written for another version of this code. Train the model again with this one.")
    try:
        return Model(
            name=str(document["name"]),
            version=str(document["version"]),
            categories={name: tuple(map(str, document["categories"][name])) for name in CATEGORIES},
            threshold=float(document["threshold"]),
            ensemble=Ensemble.from_document(document, IS_CATEGORICAL),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(f"{file} is damaged ({type(error).__name__}: {error}). Unpack the artifact again.") from error
