"""The model card: for whoever decides whether this model may go live. Markdown to read, JSON for machines."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from .evaluation import Evaluation
from .flights import EARLIEST, LATE_AFTER, LATEST
from .intervals import CONFIDENCE, Estimate
from .period import FIRST_DAY, HOLDOUT_FROM, HOLDOUT_UNTIL

TITLES: Final = {
    "accuracy": "Accuracy",
    "majority_accuracy": "Accuracy of always saying “on time”",
    "auc": "Area under the ROC curve",
    "brier": "Brier score",
    "log_loss": "Log loss",
    "precision": "Precision: called late and late",
    "recall": "Recall: late and called late",
}


@dataclass(frozen=True)
class Facts:
    """What a training run found out."""

    manifest: dict[str, Any]
    threshold: float
    holdout: Evaluation
    cross_fitted: Evaluation
    importances: dict[str, float]
    dropped: int
    seconds: float


def numbers(facts: Facts) -> dict[str, Any]:
    """Everything that the Markdown says in figures, and the points of its curves."""
    return {
        "schemaVersion": 1,
        "name": facts.manifest["name"],
        "version": facts.manifest["version"],
        "artifactSha256": facts.manifest["artifact"]["sha256"],
        "trainingSeconds": round(facts.seconds, 1),
        "droppedRows": facts.dropped,
        "threshold": facts.threshold,
        "confidence": CONFIDENCE,
        "holdout": asdict(facts.holdout),
        "crossFittedTraining": asdict(facts.cross_fitted),
        "permutationImportances": facts.importances,
    }


def markdown(facts: Facts) -> str:
    manifest, judged = facts.manifest, facts.holdout
    origin = manifest["provenance"]
    gap = judged.calibration_error
    return f"""# {manifest["name"]} {manifest["version"]}

Says, when a flight leaves, how probable it is that it arrives more than {LATE_AFTER} minutes late. Gradient-boosted
trees on seven features; probability output, with a threshold that calls a flight late.

![Calibration, ROC curve and importances](model-card.svg)

## Data

U.S. flights of {FIRST_DAY} until before {HOLDOUT_FROM} for training, until before {HOLDOUT_UNTIL} for the holdout
({judged.rows:,} flights, {judged.days} days). No day is in both, and the holdout is later than everything trained on.
Cancelled and diverted flights are not in the data. {facts.dropped} rows were dropped: a delay below {EARLIEST} or from
{LATEST} minutes on is a mistake in the date far more often than a flight.

Late: {facts.cross_fitted.late_share:.1%} of the training flights, {judged.late_share:.1%} of the holdout. The classes
are not weighted, so that the probabilities stay probabilities; the threshold deals with the imbalance.

## Holdout

| | value | {CONFIDENCE:.0%} interval | … if whole days are drawn |
|---|---|---|---|
{_metric_rows(judged)}

Accuracy, precision, recall: Wilson. Area: DeLong. Brier score, log loss: of the mean. These take every flight as an
observation of its own. Flights of one day share their weather, so the last column draws whole days (bootstrap): it is
what to expect of another fortnight.

**Threshold {facts.threshold}**: chosen on the training days, from predictions of trees that had not seen the day, so
that as many flights are called late as were. On the holdout {_called(judged)}.

**Calibration**: predicted and observed share are {100 * gap:.1f} points apart on average over ten bins of equal size.
The mean probability is {_mean_probability(judged):.1%} where {judged.late_share:.1%} were late.

On the training days, by trees that had not seen the day: accuracy
{_interval(facts.cross_fitted.metrics["accuracy"])}, area {_interval(facts.cross_fitted.metrics["auc"])}.

## What it looks at

Fall of the area under the ROC curve on the holdout when one feature is shuffled:

| feature | fall |
|---|---|
{_importance_rows(facts.importances)}

## Limits

- It is asked when the flight leaves, not when it is booked: the hour is that of the actual departure, and trees that
  know the usual minute of a route's departures see that a flight left late.
- Timetables change with the seasons. What the trees know about routes ages, and nothing but new training renews it.
- Trained on one winter. It has seen no summer thunderstorm, no airport that opened later, and no cancelled flight.
- It knows no airline, no aircraft and no weather report.

## Provenance

| | |
|---|---|
| artifact | SHA-256 `{manifest["artifact"]["sha256"]}`, {manifest["artifact"]["sizeBytes"]:,} bytes |
| image | `{manifest["image"]}` |
| code | {_code(origin.get("codeCommit"))} |
| data | SHA-256 `{origin["dataSha256"]}` |
| lock file | {_code(origin.get("lockFileSha256"))} |
| hyperparameters | {_listed(origin["hyperparameters"])} |
| seed | {origin["seed"]} |
| libraries | {_listed(origin["libraries"])} |
| hardware | {origin["hardware"]} |
| trained | {origin["trainedAt"]}, {facts.seconds:.0f} s from file to card |
"""


def _metric_rows(judged: Evaluation) -> str:
    def row(name: str, title: str) -> str:
        estimate, by_days = judged.metrics[name], judged.metrics_by_days.get(name)
        days = f"{by_days.lower:.4f} to {by_days.upper:.4f}" if by_days is not None else ""
        return f"| {title} | {estimate.value:.4f} | {estimate.lower:.4f} to {estimate.upper:.4f} | {days} |"

    return "\n".join(row(name, title) for name, title in TITLES.items() if name in judged.metrics)


def _importance_rows(importances: dict[str, float]) -> str:
    ranked = sorted(importances.items(), key=lambda item: -item[1])
    return "\n".join(f"| {name} | {fall:.4f} |" for name, fall in ranked)


def _called(judged: Evaluation) -> str:
    if "precision" not in judged.metrics:
        return "no flight is called late"
    precision, recall = judged.metrics["precision"].value, judged.metrics["recall"].value
    return f"{judged.late_share * recall / precision:.1%} are called late, {judged.late_share:.1%} were"


def _mean_probability(judged: Evaluation) -> float:
    return sum(part.predicted * part.rows for part in judged.calibration) / judged.rows


def _interval(estimate: Estimate) -> str:
    return f"{estimate.value:.4f} ({estimate.lower:.4f} to {estimate.upper:.4f})"


def _code(text: str | None) -> str:
    return "unknown" if text is None else f"`{text}`"


def _listed(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
