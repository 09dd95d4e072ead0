import type { Construct } from 'constructs';
import { SAGEMAKER_NAME, WINDOW_HOURS } from '../contract';
import { isUnresolved, Problems } from '../core';
import type { DriftMonitorProps } from './drift-monitor-props';
import type { DriftMuteProps, DriftThresholds } from './drift-thresholds';

const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/;
const UTC_EXAMPLE = 'a time in UTC such as 2026-12-31T00:00:00Z';

/** @throws ValidationError naming every property that is wrong, all at once. */
export function checkDriftMonitor(scope: Construct, props: DriftMonitorProps): void {
  const problems = new Problems(scope);
  const { window } = props;
  const hours = window === undefined ? undefined : window.isUnresolved() ? Number.NaN : window.toSeconds() / 3600;
  problems.expect(hours === undefined || WINDOW_HOURS.includes(hours), {
    prop: 'window (hours)',
    value: hours,
    expected: `one of ${WINDOW_HOURS.join(', ')}`,
    remedy: 'A window must divide the day, so that windows of all days begin at the same hours.',
  });
  const name = 'Take the name from the endpoint configuration.';
  problems.matches('variantName', props.variantName, SAGEMAKER_NAME, '1 to 63 letters, digits and inner hyphens', name);
  const percentage = props.captureSamplingPercentage;
  const sampling = 'Give the InitialSamplingPercentage of the endpoint; without capture there is nothing to watch.';
  problems.number('captureSamplingPercentage', percentage, { min: 0.01, max: 100 }, sampling);
  share(problems, 'minimumCoverage', props.minimumCoverage);
  share(problems, 'falseDiscoveryRate', props.falseDiscoveryRate);
  const rows = 'Below some 30 rows hardly any change can be told from chance.';
  problems.integer('minimumRows', props.minimumRows, { min: 1, max: 1_000_000 }, rows);
  utc(problems, 'quietUntil', props.quietUntil);
  checkThresholds(problems, 'thresholds', props.thresholds);
  for (const [name, thresholds] of Object.entries(props.featureThresholds ?? {})) {
    checkThresholds(problems, `featureThresholds[${JSON.stringify(name)}]`, thresholds);
  }
  for (const [index, mute] of (props.mutes ?? []).entries()) checkMute(problems, `mutes[${index}]`, mute);
  problems.throwIfAny();
}

function share(problems: Problems, prop: string, value: number | undefined): void {
  const inside = value === undefined || isUnresolved(value) || (value > 0 && value < 1);
  problems.expect(inside, { prop, value, expected: 'a number above 0 and below 1', remedy: 'Leave it out if unsure.' });
}

function utc(problems: Problems, prop: string, value: string | undefined): void {
  problems.matches(
    prop,
    value,
    UTC,
    UTC_EXAMPLE,
    'Write it with a Z: the machine that synthesises has a zone of its own.',
  );
}

const LARGEST = { psi: 100, wasserstein: 1000, share: 1 } as const;

function checkThresholds(problems: Problems, where: string, thresholds: DriftThresholds = {}): void {
  for (const measure of ['psi', 'wasserstein', 'share'] as const) {
    const [warning, critical] = [thresholds[`${measure}Warning`], thresholds[`${measure}Critical`]];
    const range = { min: 0.0001, max: LARGEST[measure] };
    const remedy = 'Raise it to hear less; mute a feature instead of switching it off.';
    problems.number(`${where}.${measure}Warning`, warning, range, remedy);
    problems.number(`${where}.${measure}Critical`, critical, range, remedy);
    problems.expect(warning === undefined || critical === undefined || !(warning > critical), {
      prop: `${where}.${measure}Critical`,
      value: critical,
      expected: `at least ${measure}Warning, which is ${warning}`,
      remedy: 'What is critical is also a warning.',
    });
  }
}

function checkMute(problems: Problems, where: string, mute: DriftMuteProps): void {
  for (const key of ['name', 'reason', 'owner'] as const) {
    const remedy = 'A mute says what, why, who and until when, so that somebody ends it.';
    problems.required(`${where}.${key}`, mute[key]?.trim(), 'a text that is not empty', remedy);
  }
  utc(problems, `${where}.expiresAt`, mute.expiresAt ?? '');
}
