import { coverageOf } from '../../../lambda/handlers/drift-evaluate/coverage';

test.each([
  ['captured ÷ invocations', 80, 100, 100, 0.8],
  ['captured ÷ the sampled share of them', 900, 10_000, 10, 0.9],
  ['at most 1, for a capture that counts a request of the hour before', 101, 100, 100, 1],
  ['0 where there was traffic and nothing was captured', 0, 100, 100, 0],
  ['unknown where CloudWatch has no figure', 80, undefined, 100, undefined],
  ['unknown where there was no traffic', 0, 0, 100, undefined],
  ['unknown where a sample is so small that it is mostly chance', 10, 9_990, 10, undefined],
])('coverage is %s', (_what, captured, invocations, percentage, expected) => {
  expect(coverageOf(captured, invocations, percentage)).toBe(expected);
});
