import { nextSteps } from '../../lambda/report/next-steps';
import { windowsInARow } from '../../lambda/report/timeline';
import type { DriftFinding, DriftReport } from '../../lib/contract';
import { flights } from './support';

const calm = flights().report;
const finding = (family: DriftFinding['family'], name: string, more: Partial<DriftFinding> = {}): DriftFinding => ({
  family,
  name,
  role: family === 'PREDICTION_DRIFT' ? 'prediction' : 'feature',
  test: family === 'DATA_QUALITY' ? 'nulls' : 'distribution',
  verdict: 'CRITICAL',
  measure: 'psi',
  effect: 1,
  adjustedPValue: 0,
  text: 'moved',
  ...more,
});
const mute: Partial<DriftFinding> = { mute: { name: '*', reason: 'storm', owner: 'a', expiresAt: '2030-01-01' } };
const report = (...findings: DriftFinding[]): DriftReport => ({ ...calm, verdict: 'CRITICAL', findings });
const [input, output] = [finding('DATA_DRIFT', 'delay'), finding('PREDICTION_DRIFT', 'late')];
const steps = (one: DriftReport, ...earlier: DriftReport[]) => nextSteps(one, [...earlier, one]).join(' ');

test('nothing is to be done where nothing moved, or where somebody answers for it already', () => {
  expect(nextSteps(calm, [calm])).toEqual([]);
  expect(nextSteps(report({ ...input, ...mute }), [calm])).toEqual([]);
});

test('an input that moved is compared with its source; accuracy is watched where the answers moved with it', () => {
  expect(steps(report(input))).toMatch(/^Compare `delay` at its source .* the world moved\. /);
  expect(steps(report(input, output))).toMatch(/the world moved, and accuracy is to be watched as labels come in\./);
});

test('what differed from the first window on is told from a world that moved by rows of the training data', () => {
  const skewed = steps(report(finding('TRAINING_SERVING_SKEW', 'delay'), output));
  expect(skewed).toMatch(/^Send rows of the training data through the serving path and look at `delay`: /);
  expect(skewed).not.toContain('model version');
});

test('answers that moved alone lead to the model, values with a flaw to the pipeline', () => {
  expect(steps(report(output))).toMatch(/^Compare the live model version and its container/);
  const flawed = steps(report(finding('DATA_QUALITY', 'wind'), output));
  expect(flawed).toMatch(/^Look at what makes `wind`/);
  expect(flawed).not.toContain('model version');
});

test('values that the baseline never had are told of where the distribution is as it was', () => {
  const foreign = finding('DATA_QUALITY', 'carrier', { test: 'unseen' });
  expect(steps(report(foreign))).toMatch(/^`carrier` has values that the baseline never had/);
  const both = steps(report(input, finding('DATA_QUALITY', 'delay', { test: 'outOfRange' })));
  expect(both).not.toContain('never had');
  expect(both).not.toContain('pipelines');
});

test('a window that proves nothing says what is missing', () => {
  expect(steps({ ...report(input), verdict: 'INCOMPLETE' })).toMatch(/^Look at Data Capture/);
  expect(steps({ ...report(), verdict: 'INSUFFICIENT_DATA' })).toMatch(/^Wait for more rows/);
});

test('what moved in the windows before as well lasts; what did not may be over with the next', () => {
  expect(steps(report(input), calm, report(input), report(input))).toMatch(/`delay` has moved in 3 windows in a row/);
  expect(steps(report(input), report(input), calm)).toMatch(/The window before had no finding on `delay`/);
  expect(steps(report(input))).toMatch(/Whether it lasts, the next windows show\.$/);
});

test('windows in a row end at the first without a finding that counts, and are of one field in its role', () => {
  const all = [report(input), calm, report(input), report(input)];
  expect(windowsInARow(all, input)).toBe(2);
  expect(windowsInARow(all, { ...input, role: 'prediction' })).toBe(0);
  expect(windowsInARow([report({ ...input, ...mute }), report(input)], input)).toBe(1);
  expect(windowsInARow([report(input), report(input)], input)).toBe(2);
});
