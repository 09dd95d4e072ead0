import unittest

import numpy as np

from flight_delay.training import FOLDS, Hyperparameters, cross_fitted, fit, permutation_importance, threshold_for

SMALL = Hyperparameters(max_iter=10, learning_rate=0.3, max_leaf_nodes=15, min_samples_leaf=20)


class TrainingTest(unittest.TestCase):
    def test_a_day_says_nothing_about_its_own_predictions(self) -> None:
        random = np.random.default_rng(30)
        rows = random.normal(size=(3000, 2))
        day = np.repeat(np.arange(30), 100)
        late = rows[:, 0] + random.normal(size=3000) > 1
        before = cross_fitted(rows, late, day, [False, False], SMALL, seed=1)
        # The days are cut into successive blocks: every label of the first block is turned round.
        first = day < 30 // FOLDS
        after = cross_fitted(rows, late ^ first, day, [False, False], SMALL, seed=1)
        np.testing.assert_array_equal(after[first], before[first])
        self.assertTrue((after[~first] != before[~first]).mean() > 0.9)

    def test_the_threshold_calls_as_many_late_as_were(self) -> None:
        random = np.random.default_rng(31)
        probability = random.beta(1, 4, 50_000)
        late = random.random(50_000) < probability
        self.assertAlmostEqual((probability >= threshold_for(probability, late)).mean(), late.mean(), places=3)

    def test_a_feature_that_says_nothing_has_no_importance(self) -> None:
        random = np.random.default_rng(32)
        rows = random.normal(size=(6000, 3))
        late = rows[:, 1] > 0.8
        falls = permutation_importance(fit(rows, late, [False] * 3, SMALL, seed=1), rows, late, seed=1)
        self.assertGreater(falls[1], 0.3)
        self.assertLess(max(abs(falls[0]), abs(falls[2])), 0.01)


if __name__ == "__main__":
    unittest.main()
