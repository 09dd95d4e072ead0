import type { Duration } from 'aws-cdk-lib';
import type { Problems } from '../core';

/** Seconds of a duration; undefined where only the deployment knows them. */
export function secondsOf(duration: Duration): number | undefined {
  return duration.isUnresolved() ? undefined : duration.toSeconds({ integral: false });
}

/** Checks a duration that AWS takes in whole seconds. */
export function checkSeconds(
  problems: Problems,
  prop: string,
  duration: Duration | undefined,
  range: { min: number; max: number },
): void {
  if (duration === undefined) return;
  if (!duration.isUnresolved()) {
    const remedy = 'Give it as Duration.seconds(n) or Duration.minutes(n).';
    problems.integer(`${prop} (seconds)`, secondsOf(duration), range, remedy);
  } else if (duration.unitLabel() !== 'seconds') {
    const remedy = 'CloudFormation cannot convert units: give a token as Duration.seconds(token).';
    problems.add({ prop, value: `a token in ${duration.unitLabel()}`, expected: 'a token in seconds', remedy });
  }
}
