"""Gradient-boosted trees as plain data: numbers in JSON, nothing that runs when it is loaded.

A pickled estimator would execute whatever its file says, need scikit-learn in the container, and take a millisecond for
one row. These trees are walked in Python for a few rows and in numpy for many; both add the same numbers in the same
order, and `from_scikit_learn` proves on every training run that they answer what the estimator answers.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .errors import UserError

# From so many rows on, numpy's cost per call is less than what it saves.
MANY_ROWS: Final = 256
CHUNK_ROWS: Final = 8192
LEAF: Final = -1
# Sums in training may differ in the last bits from one processor to the next; a leaf keeps the digits that do not.
LEAF_DIGITS: Final = 9


@dataclass(frozen=True)
class Tree:
    """Nodes by index, the root first, each before its children. A leaf has feature -1 and its value in `split`."""

    feature: list[int]
    split: list[Any]
    """A threshold (left when at most that), the categories that go left as hexadecimal bit set, or a leaf's value."""
    left: list[int]
    right: list[int]
    missing: list[int]
    """Where a row goes whose value is missing or unknown: 1 left, 0 right."""


@dataclass(frozen=True)
class Ensemble:
    """Trees, whose values add up to the log-odds of the probability."""

    bias: float
    trees: tuple[Tree, ...]
    categorical: tuple[bool, ...]
    """Of each feature."""

    @cached_property
    def _nested(self) -> list[Any]:
        return [_nest(tree, self.categorical) for tree in self.trees]

    @cached_property
    def _flat(self) -> list["_FlatTree"]:
        return [_FlatTree.of(tree, self.categorical) for tree in self.trees]

    def log_odds(self, row: Sequence[Any]) -> float:
        """Of one row; a category is its index, None a missing or unknown value."""
        total = self.bias
        for root in self._nested:
            node = root
            while node.__class__ is tuple:
                feature, split, left, right, otherwise = node
                value = row[feature]
                if value is None:
                    node = otherwise
                elif split.__class__ is int:
                    node = left if split >> value & 1 else right
                else:
                    node = left if value <= split else right
            total += node
        return total

    def log_odds_of_matrix(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of many rows; a category is its index, NaN a missing or unknown value."""
        totals = np.full(len(rows), self.bias)
        for start in range(0, len(rows), CHUNK_ROWS):
            chunk = np.ascontiguousarray(rows[start : start + CHUNK_ROWS])
            for tree in self._flat:
                totals[start : start + CHUNK_ROWS] += tree.values(chunk)
        return totals

    def probabilities(self, rows: Sequence[Sequence[float | int | None]]) -> list[float]:
        """Of each row, by whichever way is quicker."""
        if len(rows) < MANY_ROWS:
            return [1 / (1 + math.exp(-self.log_odds(row))) for row in rows]
        matrix = np.array([[math.nan if value is None else value for value in row] for row in rows], dtype=float)
        return (1 / (1 + np.exp(-self.log_odds_of_matrix(matrix)))).tolist()

    def to_document(self) -> dict[str, Any]:
        return {"bias": self.bias, "trees": [vars(tree) for tree in self.trees]}

    @staticmethod
    def from_document(document: dict[str, Any], categorical: Sequence[bool]) -> "Ensemble":
        """Raises UserError when a tree is none: a walk through it could otherwise never end."""
        trees = tuple(Tree(**tree) for tree in document["trees"])
        for number, tree in enumerate(trees):
            _check(tree, number, categorical)
        return Ensemble(float(document["bias"]), trees, tuple(categorical))

    @staticmethod
    def from_scikit_learn(estimator: Any, categorical: Sequence[bool], sample: NDArray[np.float64]) -> "Ensemble":
        """Takes the trees out of a fitted HistGradientBoostingClassifier with two classes.

        They are no public API, so the answers to a sample of rows are compared; RuntimeError when they differ.
        """
        trees = tuple(_from_predictor(predictors[0], categorical) for predictors in estimator._predictors)
        ensemble = Ensemble(float(estimator._baseline_prediction.item()), trees, tuple(categorical))
        apart = np.abs(ensemble.log_odds_of_matrix(sample) - estimator.decision_function(sample)).max(initial=0)
        if not apart < 1e-6:
            raise RuntimeError(f"the exported trees answer differently from scikit-learn's (log-odds apart by {apart})")
        return ensemble


def _from_predictor(predictor: Any, categorical: Sequence[bool]) -> Tree:
    tree = Tree([], [], [], [], [])
    for node in predictor.nodes:
        leaf = bool(node["is_leaf"])
        feature = LEAF if leaf else int(node["feature_idx"])
        if leaf:
            split: Any = float(f"{node['value']:.{LEAF_DIGITS}g}")
        elif categorical[feature]:
            words = predictor.raw_left_cat_bitsets[node["bitset_idx"]]
            split = f"{sum(int(word) << 32 * i for i, word in enumerate(words)):x}"
        else:
            # Infinite where only missing values go right; JSON has no infinity, and no value is larger than this.
            split = min(float(node["num_threshold"]), sys.float_info.max)
        tree.feature.append(feature)
        tree.split.append(split)
        tree.left.append(0 if leaf else int(node["left"]))
        tree.right.append(0 if leaf else int(node["right"]))
        tree.missing.append(0 if leaf else int(node["missing_go_to_left"]))
    return tree


def _check(tree: Tree, number: int, categorical: Sequence[bool]) -> None:
    size = len(tree.feature)
    sound = size > 0 and all(len(column) == size for column in (tree.split, tree.left, tree.right, tree.missing))
    for i in range(size if sound else 0):
        feature = tree.feature[i]
        if feature == LEAF:
            sound &= isinstance(tree.split[i], (int, float)) and math.isfinite(tree.split[i])
            continue
        sound &= 0 <= feature < len(categorical) and i < tree.left[i] < size and i < tree.right[i] < size
        sound = sound and isinstance(tree.split[i], str if categorical[feature] else (int, float))
    if not sound:
        raise UserError(f"Tree {number} of the model is damaged. Unpack the artifact again.")


def _nest(tree: Tree, categorical: Sequence[bool]) -> Any:
    """Each node a tuple that holds its children, so that a walk follows references and indexes nothing but the row."""
    nodes: list[Any] = [None] * len(tree.feature)
    for i in range(len(tree.feature) - 1, -1, -1):
        feature, split = tree.feature[i], tree.split[i]
        if feature == LEAF:
            nodes[i] = float(split)
            continue
        left, right = nodes[tree.left[i]], nodes[tree.right[i]]
        parsed = int(split, 16) if categorical[feature] else float(split)
        nodes[i] = (feature, parsed, left, right, left if tree.missing[i] else right)
    return nodes[0]


@dataclass(frozen=True)
class _FlatTree:
    """A tree in arrays. A leaf leads to itself, so that all rows can take as many steps as the deepest needs."""

    feature: NDArray[np.intp]
    threshold: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    missing: NDArray[np.intp]
    set_of: NDArray[np.intp]
    """Row of `sets` that a node splits by; 0, where no category goes left, for a number."""
    sets: NDArray[np.bool_]
    value: NDArray[np.float64]
    is_leaf: NDArray[np.bool_]

    @staticmethod
    def of(tree: Tree, categorical: Sequence[bool]) -> "_FlatTree":
        size = len(tree.feature)
        itself = np.arange(size)
        is_leaf = np.array([feature == LEAF for feature in tree.feature])
        by_set = [feature != LEAF and categorical[feature] for feature in tree.feature]
        sets = [np.zeros(256, bool)]
        set_of = np.zeros(size, np.intp)
        for i in np.flatnonzero(by_set):
            set_of[i] = len(sets)
            bits = int(tree.split[i], 16).to_bytes(32, "little")
            sets.append(np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little").astype(bool))
        numbers = [0.0 if isinstance(split, str) else float(split) for split in tree.split]
        left = np.where(is_leaf, itself, tree.left)
        right = np.where(is_leaf, itself, tree.right)
        return _FlatTree(
            feature=np.maximum(np.array(tree.feature, np.intp), 0),
            threshold=np.where(by_set, -np.inf, numbers),
            left=left,
            right=right,
            missing=np.where(np.array(tree.missing, bool), left, right),
            set_of=set_of,
            sets=np.array(sets),
            value=np.where(is_leaf, numbers, 0.0),
            is_leaf=is_leaf,
        )

    def values(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        result = np.empty(len(rows))
        waiting = np.arange(len(rows))
        node = np.zeros(len(rows), np.intp)
        while len(waiting) > 0:
            value = rows[waiting, self.feature[node]]
            absent = np.isnan(value)
            goes_left = value <= self.threshold[node]
            by_set = self.set_of[node]
            split_by_set = np.flatnonzero(by_set)
            index = np.where(absent[split_by_set], 0, value[split_by_set]).astype(np.intp)
            goes_left[split_by_set] = self.sets[by_set[split_by_set], index]
            node = np.where(absent, self.missing[node], np.where(goes_left, self.left[node], self.right[node]))
            arrived = self.is_leaf[node]
            result[waiting[arrived]] = self.value[node[arrived]]
            waiting, node = waiting[~arrived], node[~arrived]
        return result
