"""A training run: from the file of flights to everything that a deployment and a reviewer need."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from . import artifact, card, chart, reference
from .ensemble import Ensemble
from .errors import UserError
from .evaluation import Evaluation, evaluate
from .features import FeatureTable, encode, feature_table
from .fields import CATEGORIES, DECIMALS, DOCUMENT_SCHEMA_VERSION, NAMES, feature_schema
from .flights import Flights, read_flights
from .period import FIRST_DAY, HOLDOUT_FROM, HOLDOUT_UNTIL, day_numbers, minute_of
from .provenance import provenance
from .training import Hyperparameters, cross_fitted, fit, permutation_importance, threshold_for

# Fewer cannot fill the leaves of a single tree.
FEWEST_ROWS: Final = 2_000
PROOF_ROWS: Final = 20_000


@dataclass(frozen=True)
class TrainOptions:
    data: Path
    out: Path
    image: str
    """URI of the container image, by digest."""
    name: str
    version: str
    seed: int
    max_rows: int | None
    """At most so many training flights, spread evenly; for trying things out."""
    parameters: Hyperparameters


@dataclass(frozen=True)
class Part:
    """Flights with their features, for training or for the holdout."""

    table: FeatureTable
    departed: NDArray[np.int64]
    late: NDArray[np.bool_]

    @property
    def day(self) -> NDArray[np.int64]:
        return day_numbers(self.departed)


def train(options: TrainOptions, say: Callable[[str], None]) -> None:
    """Trains, judges and writes the files; UserError when the data or the folder are no good."""
    started = time.monotonic()
    folder = _made(options.out)
    flights = read_flights(options.data, FIRST_DAY, HOLDOUT_UNTIL)
    table = feature_table(flights)
    training = _part(flights, table, FIRST_DAY, HOLDOUT_FROM, options.max_rows)
    holdout = _part(flights, table, HOLDOUT_FROM, HOLDOUT_UNTIL, options.max_rows)
    if min(len(training.late), len(holdout.late)) < FEWEST_ROWS:
        raise UserError(
            f"{len(training.late)} flights are too few to train on; --max-rows must be at least {FEWEST_ROWS}."
        )
    say(f"read {len(flights):,} flights and what was known when each left, {time.monotonic() - started:.1f} s")

    categories = {name: _seen(training.table, name) for name in CATEGORIES}
    rows = encode(training.table, categories)
    categorical = list(artifact.IS_CATEGORICAL)
    fitting = (categorical, options.parameters, options.seed)
    unseen = cross_fitted(rows, training.late, training.day, *fitting)
    threshold = threshold_for(unseen, training.late)
    say(f"chose the threshold {threshold} on days that the trees had not seen, {time.monotonic() - started:.1f} s")

    estimator = fit(rows, training.late, *fitting)
    step = max(1, len(rows) // PROOF_ROWS)
    ensemble = Ensemble.from_scikit_learn(estimator, categorical, rows[::step])
    say(f"grew {options.parameters.max_iter} trees on {len(rows):,} flights, {time.monotonic() - started:.1f} s")

    held_out = encode(holdout.table, categories)
    judged = _judge(estimator, held_out, holdout, threshold, options.seed)
    crossed = evaluate(unseen, training.late, training.day, threshold, options.seed)
    falls = permutation_importance(estimator, held_out, holdout.late, options.seed)
    importances = dict(zip(NAMES, falls.tolist(), strict=True))

    model = artifact.Model(options.name, options.version, categories, threshold, ensemble)
    packed = artifact.pack(model)
    (folder / "model.tar.gz").write_bytes(packed)
    manifest = _manifest(options, packed, judged, importances)
    _write_json(folder / "feature-schema.json", manifest["featureSchema"])
    reference.write(folder / reference.FILE, training.table, training.departed, unseen, threshold, training.late)
    seconds = time.monotonic() - started
    facts = card.Facts(manifest, threshold, judged, crossed, importances, flights.dropped, seconds)
    _write_json(folder / "model-card.json", card.numbers(facts))
    (folder / "model-card.svg").write_text(chart.draw(judged, importances), encoding="utf-8")
    (folder / "model-card.md").write_text(card.markdown(facts), encoding="utf-8")
    # The manifest comes last: where it lies, the run is complete.
    _write_json(folder / "model.json", manifest)
    accuracy, area = judged.metrics["accuracy"].value, judged.metrics["auc"].value
    say(f"holdout: accuracy {accuracy:.4f}, AUC {area:.4f}; wrote {folder}, {time.monotonic() - started:.1f} s")


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.json").unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be written to ({error.strerror}). Give another folder with --out.") from error
    return folder


def _part(flights: Flights, table: FeatureTable, since, until, max_rows: int | None) -> Part:
    inside = np.flatnonzero((flights.departed >= minute_of(since)) & (flights.departed < minute_of(until)))
    step = 1 if max_rows is None else -(-len(inside) // max_rows)
    inside = inside[::step]
    return Part(table.take(inside), flights.departed[inside], flights.late[inside])


def _seen(table: FeatureTable, name: str) -> tuple[str, ...]:
    """The categories of the training data in alphabetical order, which is also the order of the airports."""
    return tuple(table.airports[code] for code in np.unique(table.columns[name]))


def _judge(estimator: Any, rows: NDArray[np.float64], holdout: Part, threshold: float, seed: int) -> Evaluation:
    # Rounded as the server rounds: what it answers is judged.
    probability = np.round(estimator.predict_proba(rows)[:, 1], DECIMALS)
    return evaluate(probability, holdout.late, holdout.day, threshold, seed)


def _manifest(
    options: TrainOptions, packed: bytes, judged: Evaluation, importances: dict[str, float]
) -> dict[str, Any]:
    last_day = HOLDOUT_FROM - timedelta(days=1)
    description = f"U.S. flights of {FIRST_DAY} to {last_day} that arrived (vega-datasets flights-3m.parquet)"
    return {
        "schemaVersion": DOCUMENT_SCHEMA_VERSION,
        "name": options.name,
        "version": options.version,
        "image": options.image,
        "artifact": {"file": "model.tar.gz", "sha256": artifact.sha256(packed), "sizeBytes": len(packed)},
        "provenance": provenance(options.parameters, options.seed, options.data, description),
        "metrics": judged.documents("holdout"),
        # Shuffling a useless feature may by chance help a little: its importance is none.
        "importances": {name: max(0.0, value) for name, value in importances.items()},
        "featureSchema": feature_schema(),
    }


def _write_json(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, indent=2, allow_nan=False) + "\n", encoding="utf-8")
