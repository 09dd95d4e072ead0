import type { DriftFinding, DriftReport } from '../../lib/contract';
import { counted, quoted } from '../decide';
import { windowsInARow } from './timeline';

type Family = DriftFinding['family'];

/**
 * What whoever was called should do now, a sentence each; nothing where nothing moved. What probably happened is in the
 * report's explanation already.
 *
 * @param windows the last windows, the reported one at their end
 */
export function nextSteps(report: DriftReport, windows: readonly DriftReport[]): readonly string[] {
  if (report.verdict === 'INCOMPLETE') {
    return ['Look at Data Capture and its sampling first: more was answered than captured.'];
  }
  if (report.verdict === 'INSUFFICIENT_DATA') return ['Wait for more rows, or judge longer windows.'];
  const counting = report.findings.filter(({ mute }) => mute === undefined);
  const [first] = counting;
  if (first === undefined) return [];
  return [...whereToLook(counting), lasting(first, windows)];
}

function whereToLook(findings: readonly DriftFinding[]): string[] {
  const firstOf = (family: Family) => findings.find((finding) => finding.family === family);
  const steps: string[] = [];
  const flawed = findings.find(({ test }) => test === 'nulls' || test === 'invalid');
  if (flawed !== undefined) {
    steps.push(`Look at what makes ${quoted(flawed.name)}: missing and unreadable values come from pipelines.`);
  }
  const moved = firstOf('DATA_DRIFT');
  const answers = firstOf('PREDICTION_DRIFT');
  if (moved !== undefined) {
    steps.push(
      `Compare ${quoted(moved.name)} at its source with what was captured: where they differ, mend the pipeline; where they agree, the world moved${answers === undefined ? '.' : ', and accuracy is to be watched as labels come in.'}`,
    );
  }
  const skewed = firstOf('TRAINING_SERVING_SKEW');
  if (skewed !== undefined) {
    steps.push(
      `Send rows of the training data through the serving path and look at ${quoted(skewed.name)}: where it comes out otherwise, mend the path; where it does not, the world has moved since the training.`,
    );
  }
  // Values out of range are news only where the distribution is as it was.
  const foreign = findings.find(({ test }) => test === 'unseen' || test === 'outOfRange');
  if (foreign !== undefined && moved === undefined) {
    steps.push(
      `${quoted(foreign.name)} has values that the baseline never had: ask whether a unit or a code is new, or the baseline too old.`,
    );
  }
  if (steps.length === 0 && answers !== undefined) {
    steps.push('Compare the live model version and its container with those of the last calm window.');
  }
  return steps;
}

function lasting({ name, role }: DriftFinding, windows: readonly DriftReport[]): string {
  const times = windowsInARow(windows, { name, role });
  if (times > 1) return `${quoted(name)} has moved in ${counted(times, 'window')} in a row: it lasts.`;
  return windows.length > 1
    ? `The window before had no finding on ${quoted(name)}: whether it lasts, the next ones show.`
    : 'Whether it lasts, the next windows show.';
}
