"""How good the model is on days that it has not seen."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .intervals import CONFIDENCE, Estimate, area_under_curve, by_whole_days, mean, wilson

CALIBRATION_BINS = 10


@dataclass(frozen=True)
class Bin:
    """Flights of about the same probability; ten bins hold equally many."""

    predicted: float
    observed: Estimate
    rows: int


@dataclass(frozen=True)
class Evaluation:
    rows: int
    days: int
    late_share: float
    metrics: dict[str, Estimate]
    """Intervals that take each flight as an observation."""
    metrics_by_days: dict[str, Estimate]
    """Intervals that draw whole days."""
    calibration: list[Bin]
    calibration_error: float
    """Mean distance of predicted and observed share over the bins."""
    roc: list[tuple[float, float]]
    """False alarms among the flights on time, found among the late ones."""

    def documents(self, dataset: str) -> list[dict[str, Any]]:
        """The metrics as the model manifest holds them."""
        confidence = {"confidence": CONFIDENCE, "dataset": dataset, "rows": self.rows}
        return [{"name": name} | asdict(estimate) | confidence for name, estimate in self.metrics.items()]


def evaluate(
    probability: NDArray[np.float64], late: NDArray[np.bool_], day: NDArray[np.int64], threshold: float, seed: int
) -> Evaluation:
    called = probability >= threshold
    hits = int((called & late).sum())
    log_loss = -np.log(np.clip(np.where(late, probability, 1 - probability), 1e-15, None))
    metrics = {
        "accuracy": wilson(int((called == late).sum()), len(late)),
        # What always saying "on time" would reach.
        "majority_accuracy": wilson(int((~late).sum()), len(late)),
        "auc": area_under_curve(probability, late),
        "brier": mean((probability - late) ** 2),
        "log_loss": mean(log_loss),
        "recall": wilson(hits, int(late.sum())),
    }
    if called.any():
        metrics["precision"] = wilson(hits, int(called.sum()))
    bins = _calibration(probability, late)
    return Evaluation(
        rows=len(late),
        days=len(np.unique(day)),
        late_share=float(late.mean()),
        metrics=metrics,
        metrics_by_days=by_whole_days(probability, late, called, day, seed),
        calibration=bins,
        calibration_error=float(sum(abs(b.predicted - b.observed.value) * b.rows for b in bins) / len(late)),
        roc=_roc(probability, late),
    )


def _calibration(probability: NDArray[np.float64], late: NDArray[np.bool_]) -> list[Bin]:
    by_probability = np.argsort(probability, kind="stable")
    return [
        Bin(float(probability[part].mean()), wilson(int(late[part].sum()), len(part)), len(part))
        for part in np.array_split(by_probability, CALIBRATION_BINS)
        if len(part) > 0
    ]


def _roc(probability: NDArray[np.float64], late: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """The curve at a hundred thresholds, from none called late to all."""
    thresholds = np.quantile(probability, np.linspace(1, 0, 101))
    hits = np.sort(probability[late])
    false_alarms = np.sort(probability[~late])

    def share(values: NDArray[np.float64], threshold: float) -> float:
        return float(1 - np.searchsorted(values, threshold, "left") / len(values))

    return [(0.0, 0.0)] + [(share(false_alarms, t), share(hits, t)) for t in thresholds]
