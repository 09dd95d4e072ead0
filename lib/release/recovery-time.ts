import type { Duration } from 'aws-cdk-lib';
import type { ReleasedEndpointProps } from './released-endpoint-props';

/** A shift of weights and what the machine does around it. */
const WARM_SECONDS = 30;
/** What the machine does around the launch of a fleet. */
const OVERHEAD_SECONDS = 60;
const DEFAULT_LAUNCH_SECONDS = 600;

const secondsOf = (duration: Duration | undefined) =>
  duration === undefined || duration.isUnresolved() ? undefined : duration.toSeconds({ integral: false });

/** How long a fleet takes from its launch until it is healthy, seconds. */
export function launchSeconds(props: ReleasedEndpointProps): number {
  return secondsOf(props.launchAllowance) ?? DEFAULT_LAUNCH_SECONDS;
}

/** How long a rollback takes until the version before answers, seconds. */
export function rollbackSeconds(props: ReleasedEndpointProps): number {
  return props.fallback?.kind === 'warm' ? WARM_SECONDS : launchSeconds(props) + OVERHEAD_SECONDS;
}

/** The recovery time objective, seconds: the declared one, or what the fallback buys. */
export function objectiveSeconds(props: ReleasedEndpointProps): number {
  return secondsOf(props.recoveryTimeObjective) ?? rollbackSeconds(props);
}
