"""Figures with their uncertainty. Every interval has a confidence of 95 % and is two-sided."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

CONFIDENCE: Final = 0.95
Z: Final = 1.959963984540054
BOOTSTRAP_ROUNDS: Final = 2000


@dataclass(frozen=True)
class Estimate:
    value: float
    lower: float
    upper: float


def wilson(successes: int, n: int) -> Estimate:
    """A share. E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927)."""
    share = successes / n
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    # Rounding must not put the share outside its own interval where it is 0 or 1.
    return Estimate(share, min(share, middle - half), max(share, middle + half))


def mean(values: NDArray[np.float64]) -> Estimate:
    """A mean of many values, by the central limit theorem."""
    average = float(values.mean())
    half = Z * float(values.std(ddof=1)) / math.sqrt(len(values))
    return Estimate(average, average - half, average + half)


def area_under_curve(score: NDArray[np.float64], positive: NDArray[np.bool_]) -> Estimate:
    """The area under the ROC curve with DeLong's variance, ties counted half.

    E. DeLong, D. DeLong, D. Clarke-Pearson, Comparing the areas under two or more correlated ROC curves (1988), by
    ranks as in X. Sun, W. Xu, Fast implementation of DeLong's algorithm (2014).
    """
    m, n = int(positive.sum()), int((~positive).sum())
    if m < 2 or n < 2:
        raise ValueError(f"an ROC curve needs at least 2 rows of each class, got {m} late and {n} on time")
    everywhere = _midranks(score)
    above_negatives = (everywhere[positive] - _midranks(score[positive])) / n
    below_positives = 1 - (everywhere[~positive] - _midranks(score[~positive])) / m
    area = float(above_negatives.mean())
    half = Z * math.sqrt(above_negatives.var(ddof=1) / m + below_positives.var(ddof=1) / n)
    return Estimate(area, max(0.0, area - half), min(1.0, area + half))


def _midranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[place]


def by_whole_days(
    score: NDArray[np.float64],
    positive: NDArray[np.bool_],
    called: NDArray[np.bool_],
    day: NDArray[np.int64],
    seed: int,
) -> dict[str, Estimate]:
    """Accuracy, area under the curve and Brier score, with intervals that draw whole days (percentile bootstrap).

    Flights of one day share their weather, so they are not as many observations as they are flights: this is how far
    the figures move when other days are held out.
    """
    _, day_index = np.unique(day, return_inverse=True)
    days = int(day_index.max()) + 1
    # The area from counts per score cell; ties inside one of 4096 equal cells count half.
    edges = np.unique(np.quantile(score, np.linspace(0, 1, 4097)[1:-1]))
    cell = day_index * (len(edges) + 1) + np.searchsorted(edges, score)
    shape = (days, len(edges) + 1)
    late = np.bincount(cell[positive], minlength=shape[0] * shape[1]).reshape(shape).astype(float)
    on_time = np.bincount(cell[~positive], minlength=shape[0] * shape[1]).reshape(shape).astype(float)
    right = np.bincount(day_index, called == positive)
    squares = np.bincount(day_index, (score - positive) ** 2)
    size = np.bincount(day_index).astype(float)

    weights = np.random.default_rng(seed).multinomial(days, np.full(days, 1 / days), BOOTSTRAP_ROUNDS).astype(float)
    weights = np.vstack((np.ones(days), weights))
    pairs_won = np.array([_area(w @ late, w @ on_time) for w in weights])
    drawn = {
        "accuracy": weights @ right / (weights @ size),
        "auc": pairs_won,
        "brier": weights @ squares / (weights @ size),
    }
    tail = (1 - CONFIDENCE) / 2
    return {name: Estimate(float(x[0]), *map(float, np.quantile(x[1:], [tail, 1 - tail]))) for name, x in drawn.items()}


def _area(late: NDArray[np.float64], on_time: NDArray[np.float64]) -> float:
    below = np.cumsum(on_time) - on_time
    return float((late * (below + on_time / 2)).sum() / (late.sum() * on_time.sum()))
