import json
import math
import unittest

import numpy as np

from flight_delay.ensemble import MANY_ROWS, Ensemble
from flight_delay.errors import UserError
from flight_delay.training import Hyperparameters, fit

CATEGORICAL = (True, False, False)


def grown() -> tuple[object, np.ndarray]:
    """Trees on data with every kind of split: categories, numbers, missing values in both."""
    random = np.random.default_rng(11)
    rows = np.column_stack((random.integers(0, 200, 6000), random.normal(size=6000), random.integers(0, 9, 6000)))
    rows[random.random(rows.shape) < 0.1] = np.nan
    late = (np.nan_to_num(rows[:, 0]) % 7 > 3) ^ (np.nan_to_num(rows[:, 1], nan=2) > 0.3)
    # The first categories are all there, as in a vocabulary that was taken from the data.
    rows[:200, 0] = np.arange(200)
    return fit(rows, late, list(CATEGORICAL), Hyperparameters(30, 0.3, 31, 20), seed=1), rows


class EnsembleTest(unittest.TestCase):
    estimator, rows = grown()
    ensemble = Ensemble.from_scikit_learn(estimator, CATEGORICAL, rows)

    def test_answers_what_the_estimator_answers(self) -> None:
        expected = self.estimator.decision_function(self.rows)
        np.testing.assert_allclose(self.ensemble.log_odds_of_matrix(self.rows), expected, atol=1e-7)

    def test_gives_a_row_the_same_bits_alone_and_among_many(self) -> None:
        plain = [
            [None if math.isnan(value) else int(value) if CATEGORICAL[i] else value for i, value in enumerate(row)]
            for row in self.rows.tolist()
        ]
        alone = [self.ensemble.log_odds(row) for row in plain]
        self.assertEqual(alone, self.ensemble.log_odds_of_matrix(self.rows).tolist())
        few, many = self.ensemble.probabilities(plain[: MANY_ROWS - 1]), self.ensemble.probabilities(plain)
        np.testing.assert_allclose(few, many[: len(few)], rtol=1e-15)

    def test_treats_an_unknown_category_like_a_missing_one(self) -> None:
        rows = self.rows[:100].copy()
        rows[:, 0] = 250
        expected = self.estimator.decision_function(rows)
        unknown = [[None, *(None if math.isnan(v) else v for v in row[1:])] for row in rows.tolist()]
        np.testing.assert_allclose([self.ensemble.log_odds(row) for row in unknown], expected, atol=1e-7)

    def test_survives_json(self) -> None:
        document = json.loads(json.dumps(self.ensemble.to_document(), allow_nan=False))
        again = Ensemble.from_document(document, CATEGORICAL)
        np.testing.assert_array_equal(again.log_odds_of_matrix(self.rows), self.ensemble.log_odds_of_matrix(self.rows))

    def test_refuses_trees_that_a_walk_could_get_lost_in(self) -> None:
        def node(**change: object) -> dict[str, list[object]]:
            tree = {"feature": [1, -1, -1], "split": [0.5, 1.0, -1.0], "left": [1, 0, 0], "right": [2, 0, 0]}
            return tree | {"missing": [0, 0, 0]} | change

        Ensemble.from_document({"bias": 0, "trees": [node()]}, CATEGORICAL)
        for damage in (
            {"left": [0, 0, 0]},
            {"right": [3, 0, 0]},
            {"feature": [3, -1, -1]},
            {"feature": [0, -1, -1]},
            {"split": [0.5, math.inf, 1.0]},
            {"missing": [0, 0]},
            {"feature": [], "split": [], "left": [], "right": [], "missing": []},
        ):
            with self.assertRaisesRegex(UserError, "Tree 0", msg=str(damage)):
                Ensemble.from_document({"bias": 0, "trees": [node(**damage)]}, CATEGORICAL)


if __name__ == "__main__":
    unittest.main()
