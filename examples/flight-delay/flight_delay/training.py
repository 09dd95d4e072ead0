"""Fits the trees and chooses the threshold, on the training days only."""

import os
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# Two threads on every machine: a sum of two halves is the same in either order, so that a seed gives the same bits.
# Threads that wait without spinning leave the cores to others. Both are read when scikit-learn is first imported.
os.environ["OMP_NUM_THREADS"] = "2"
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"

# Blocks of whole, successive days that predictions for the training days are made by, see `cross_fitted`.
FOLDS: Final = 3


@dataclass(frozen=True)
class Hyperparameters:
    """Of the gradient boosting; the loss is the log loss."""

    max_iter: int = 100
    """Trees."""
    learning_rate: float = 0.4
    max_leaf_nodes: int = 127
    """Most leaves of a tree."""
    min_samples_leaf: int = 100
    """Fewest flights in a leaf."""


def fit(
    rows: NDArray[np.float64], late: NDArray[np.bool_], categorical: list[bool], parameters: Hyperparameters, seed: int
) -> Any:
    """Grows the trees. A late flight counts as much as any other, although only one in five is late: weighting the
    classes would buy nothing that the threshold does not give, and the probabilities would no longer be ones.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    estimator = HistGradientBoostingClassifier(
        **vars(parameters),
        categorical_features=categorical,
        early_stopping=False,
        random_state=seed,
    )
    return estimator.fit(rows, late)


def cross_fitted(
    rows: NDArray[np.float64],
    late: NDArray[np.bool_],
    day: NDArray[np.int64],
    categorical: list[bool],
    parameters: Hyperparameters,
    seed: int,
) -> NDArray[np.float64]:
    """Probabilities for the training flights, each from trees that were not grown on its day.

    A model is surer of the flights that it was trained on than of any others. What it says about new flights, and what
    production is compared with, can therefore only be learned from days that it has not seen.
    """
    days = np.unique(day)
    probability = np.empty(len(rows))
    for block in np.array_split(days, FOLDS):
        inside = np.isin(day, block)
        estimator = fit(rows[~inside], late[~inside], categorical, parameters, seed)
        probability[inside] = estimator.predict_proba(rows[inside])[:, 1]
    return probability


def threshold_for(probability: NDArray[np.float64], late: NDArray[np.bool_]) -> float:
    """The probability from which on a flight is called late: as many of the training flights as really were.

    With it neither kind of error is preferred: on the training days, there are as many false alarms as missed flights.
    """
    return round(float(np.quantile(probability, 1 - late.mean())), 4)


def permutation_importance(
    estimator: Any, rows: NDArray[np.float64], late: NDArray[np.bool_], seed: int, at_most: int = 50_000
) -> NDArray[np.float64]:
    """How much the area under the ROC curve falls when the values of one feature are shuffled among the flights."""
    from .intervals import area_under_curve

    step = max(1, len(rows) // at_most)
    rows, late = rows[::step], late[::step]
    random = np.random.default_rng(seed)

    def area(matrix: NDArray[np.float64]) -> float:
        return area_under_curve(estimator.decision_function(matrix), late).value

    intact = area(rows)
    falls = np.zeros(rows.shape[1])
    for column in range(rows.shape[1]):
        shuffled = rows.copy()
        shuffled[:, column] = random.permutation(rows[:, column])
        falls[column] = intact - area(shuffled)
    return falls
