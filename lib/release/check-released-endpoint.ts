import type { Construct } from 'constructs';
import { SAGEMAKER_NAME } from '../contract';
import { isUnresolved, Problems } from '../core';
import {
  alarmsPerVariant,
  checkEndpoint,
  checkNetwork,
  type DeploymentPolicy,
  type DeploymentTime,
  type VariantSpec,
} from '../serving';
import { launchSeconds, rollbackSeconds } from './recovery-time';
import type { ReleasedEndpointProps } from './released-endpoint-props';
import { productionOf, type ReleasedVariants } from './released-variants';
import { WaitFor } from './wait-for';

/** The alarm by which a running deployment is stopped. */
const ABORT_ALARMS = 1;
/** CloudFormation waits an hour for an answer; a quarter of it is for the machine, a rollback and its answer. */
const MAX_DEPLOYMENT_SECONDS = 45 * 60;
const MAX_GOLDEN_REQUESTS = 50;

export interface CheckedReleasedEndpoint {
  readonly props: ReleasedEndpointProps;
  readonly endpointName: string;
  readonly variants: ReleasedVariants;
  readonly policy: DeploymentPolicy;
}

/**
 * Reports everything about a released endpoint that would fail later, all at once.
 *
 * @returns subnets of the instances
 * @throws ValidationError naming every property, value, range and remedy
 */
export function checkReleasedEndpoint(scope: Construct, endpoint: CheckedReleasedEndpoint): readonly string[] {
  const { props, endpointName, variants, policy } = endpoint;
  const problems = new Problems(scope);
  const { champion, challenger, shadow } = variants;
  const production = productionOf(variants);
  const warm: VariantSpec[] = props.fallback?.kind === 'warm' ? [{ ...champion, path: 'fallback', weight: 0 }] : [];
  checkLiteral(problems, props, endpointName);
  checkRoles(problems, props);
  const time = checkEndpoint(problems, scope, {
    props,
    endpointName,
    production,
    // Of a shadow beside a challenger there is one report already.
    shadow: challenger === undefined ? shadow : undefined,
    policy,
    deployed: [...production, ...warm],
    ownAlarms: ABORT_ALARMS + production.length * alarmsPerVariant(props.rollback ?? {}),
  });
  const subnetIds = checkNetwork(problems, props);
  checkTimes(problems, props, time);
  checkRest(problems, props);
  problems.throwIfAny();
  return subnetIds;
}

/** What names are made of at run time, and what travels as a number inside JSON, must be known at synth. */
function checkLiteral(problems: Problems, props: ReleasedEndpointProps, endpointName: string): void {
  const remedy = 'Give it as text: rights and names of what the machine makes are written with it.';
  const expected = 'a literal name';
  const token = isUnresolved(endpointName);
  problems.expect(!token, { prop: 'endpointName', value: 'a token', expected, remedy });
  for (const key of ['serverErrorPercent', 'modelErrorPercent'] as const) {
    const value = props.rollback?.[key];
    const literal = value === undefined || !isUnresolved(value);
    const number = 'Give it as a number: the machine makes these alarms itself.';
    problems.expect(literal, {
      prop: `rollback.${key}`,
      value: 'a token',
      expected: 'a literal number',
      remedy: number,
    });
  }
}

function checkRoles(problems: Problems, { shadow, challenger, fallback }: ReleasedEndpointProps): void {
  const either = 'exactly one production variant beside a shadow: SageMaker allows either, not both';
  problems.expect(shadow === undefined || challenger === undefined, {
    prop: 'shadow',
    value: 'given, and so is challenger',
    expected: either,
    remedy: 'End one of the two tests first, or run the shadow on another endpoint.',
  });
  problems.expect(shadow === undefined || fallback?.kind !== 'warm', {
    prop: 'fallback',
    value: 'warm, and there is a shadow',
    expected: either,
    remedy: 'Use Fallback.none() while the shadow test runs: a rollback then launches a fleet.',
  });
  const traffic = challenger?.trafficPercentage;
  const share = 'Give the share of the requests in percent; promote the version to give it all.';
  problems.number('challenger.trafficPercentage', traffic, { min: 0, max: 99.999 }, share);
  const copied = 'Leave the shadow out to copy nothing.';
  problems.number('shadow.samplingPercentage', shadow?.samplingPercentage, { min: 0.01, max: 100 }, copied);
}

function checkTimes(problems: Problems, props: ReleasedEndpointProps, time: DeploymentTime): void {
  for (const prop of ['launchAllowance', 'recoveryTimeObjective'] as const) {
    const token = props[prop]?.isUnresolved() === true;
    const remedy = 'Give it as Duration.minutes(n): it is reckoned with at synth.';
    problems.expect(!token, { prop, value: 'a token', expected: 'a literal duration', remedy });
    if (token) return;
  }
  const launch = launchSeconds(props);
  const measure = 'Measure how long a fleet takes to be healthy.';
  problems.number('launchAllowance (seconds)', launch, { min: 1, max: 7200 }, measure);
  const objective = props.recoveryTimeObjective?.toSeconds({ integral: false });
  const bought = rollbackSeconds(props);
  problems.expect(objective === undefined || objective >= bought, {
    prop: 'recoveryTimeObjective (seconds)',
    value: objective,
    expected: `at least ${bought}, which is what ${props.fallback?.kind === 'warm' ? 'a shift to the warm fallback' : 'the launch of a fleet'} takes`,
    remedy:
      props.fallback?.kind === 'warm'
        ? 'No rollback is quicker; declare what can be kept.'
        : 'Use Fallback.warm(), which buys 30 seconds, or measure launchAllowance and lower it.',
  });
  const { waitSeconds, launches } = time;
  if (props.waitFor === WaitFor.ACCEPTED || waitSeconds === undefined || launches === undefined) return;
  const total = waitSeconds + launches * launch;
  problems.expect(total <= MAX_DEPLOYMENT_SECONDS, {
    prop: 'deploymentPolicy (seconds)',
    value: total,
    expected: `at most ${MAX_DEPLOYMENT_SECONDS} seconds of waits (${waitSeconds}) and launches (${launches} × ${launch}): CloudFormation waits an hour for all of it`,
    remedy: 'Shorten the waits, take larger steps, lower launchAllowance, or use WaitFor.ACCEPTED.',
  });
}

function checkRest(problems: Problems, props: ReleasedEndpointProps): void {
  const golden = props.goldenRequests ?? [];
  problems.integer(
    'goldenRequests (count)',
    golden.length,
    { min: 0, max: MAX_GOLDEN_REQUESTS },
    'Keep those that would have found a bad model.',
  );
  const names = golden.map(({ name }) => name);
  problems.unique('goldenRequests.name', names, 'Give each request a name of its own.');
  const { retention, runbookUrl } = props;
  const days = retention === undefined || retention.isUnresolved() ? undefined : retention.toDays({ integral: false });
  problems.integer('retention (days)', days, { min: 1, max: 3650 }, 'Give it as Duration.days(n).');
  const address = 'Give the address of the runbook as https://host/path.';
  problems.matches('runbookUrl', runbookUrl, /^https:\/\/[^\s/]+\.[^\s]+$/, 'an https URL', address);
  const adopted = props.adoptExisting;
  if (adopted === undefined) return;
  const expected = '1 to 63 letters, digits or inner hyphens';
  const copy = 'Copy it from `aws sagemaker describe-endpoint`.';
  problems.matches('adoptExisting.endpointConfigName', adopted.endpointConfigName, SAGEMAKER_NAME, expected, copy);
  problems.integer('adoptExisting.modelNames (count)', adopted.modelNames?.length ?? 0, { min: 1, max: 10 }, copy);
  for (const model of adopted.modelNames ?? []) {
    problems.matches('adoptExisting.modelNames', model, SAGEMAKER_NAME, expected, copy);
  }
}
