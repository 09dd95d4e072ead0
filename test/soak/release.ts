import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { servingModel, servingVariant } from '../../lambda/decide/release';
import type { Release } from '../../lib/contract';
import { Approval } from '../../lib/release';
import { brokenAtRest } from '../e2e/support/at-rest';
import { type Boundary, boundariesOf, dieAt, nameOf, settledAfter } from '../e2e/support/deaths';
import { flights } from '../e2e/support/flights';
import { ReleasedStack } from '../e2e/support/released-stack';
import { ConstantTraffic } from '../e2e/support/traffic';

const ENDPOINT = 'flights';
const INSTANCE_TYPES = ['ml.m5.large', 'ml.m5.xlarge'] as const;
/** Factor on the waits and the retry delays of the machine. */
const WAITS = 0.02;

/** An operation of the release machine. */
interface Operation {
  readonly name: string;
  /** Does it. @returns the execution of the release machine that did it, and what is wrong with how it ended */
  readonly perform: (released: ReleasedStack) => Promise<{ executionArn: string; check: Check }>;
}
/** Looks at it once all is at rest. @param died whether the execution was stopped on its way */
type Check = (died: boolean) => Promise<string[]>;

const NOTHING_MORE: Check = async () => [];

/**
 * Has the release machine die at every boundary of every step of a promotion, a rollback and a deployment by the CDK CLI,
 * under traffic, in an account that enforces IAM; after each death all must be as `brokenAtRest` says.
 *
 * @throws Error naming the first boundary that did not hold
 */
export async function soakRelease(): Promise<string> {
  const released = await ReleasedStack.start(ENDPOINT);
  try {
    await released.account.scaleWaits(WAITS);
    await released.deploy(flights(ENDPOINT, await released.version('1.0.0'), { approval: Approval.notRequired() }));
    const client = new SageMakerRuntimeClient(released.account.clientConfig);
    const traffic = new ConstantTraffic(client, ENDPOINT, 1);
    const lines: string[] = [];
    for (const operation of [promotion(), rollback(), deployment()]) {
      lines.push(await survives(operation, released));
      console.log(lines.at(-1));
    }
    await traffic.stop();
    const answers = [...traffic.answers.values()].reduce((sum, count) => sum + count, 0);
    if (traffic.failures.length > 0) throw new Error(`Requests failed meanwhile: ${traffic.failures.join('\n')}`);
    return `${answers.toLocaleString('en')} requests were answered meanwhile, and none failed`;
  } finally {
    await released.stop();
  }
}

async function survives({ name, perform }: Operation, released: ReleasedStack): Promise<string> {
  const started = Date.now();
  const whole = await perform(released);
  await expectSound(name, released, await whole.check(false));
  const boundaries = await boundariesOf(released, whole.executionArn);
  const settled: number[] = [];
  let came = 0;
  for (const boundary of boundaries) {
    const before = (await released.head())?.live;
    await dieAt(released, boundary);
    const { executionArn, check } = await perform(released);
    settled.push(await settledAfter(released, executionArn));
    await expectSound(`${name}, dead at ${nameOf(boundary)}`, released, await check(true));
    if ((await released.head())?.live !== before) came += 1;
  }
  await expectSound(`${name}, after all deaths`, released, await (await perform(released)).check(false));
  const seconds = Math.round((Date.now() - started) / 1000);
  return [
    `${name}: all ${boundaries.length} boundaries of ${stepsOf(boundaries)} steps held`,
    `${came} times what was asked for came live, ${boundaries.length - came} times what was live stayed`,
    `settled within ${Math.max(...settled).toFixed(1)} s`,
    `${seconds} s in all`,
  ].join('; ');
}

const stepsOf = (boundaries: readonly Boundary[]) => new Set(boundaries.map(({ step }) => step)).size;

async function expectSound(when: string, released: ReleasedStack, wrong: readonly string[]): Promise<void> {
  await released.settled();
  const broken = [...wrong, ...(await brokenAtRest(released)), ...(await released.account.pendingStops())];
  if (broken.length > 0) throw new Error(`${when}: ${broken.join('; ')}`);
}

/** Each time of a version that there was not before. */
function promotion(): Operation {
  let versions = 0;
  return {
    name: 'promotion',
    perform: async (released) => {
      const request = await released.promotionOf(`2.0.${versions}`);
      const executionArn = await released.begin('release', request, `promotion-${versions++}`);
      await released.ended(executionArn);
      return { executionArn, check: NOTHING_MORE };
    },
  };
}

/** To the last release with another version than the one that is live. */
function rollback(): Operation {
  let count = 0;
  return {
    name: 'rollback',
    perform: async (released) => {
      const live = await liveRelease(released);
      const [releases, outcomes] = [await (await released.ledger()).releases(), await released.outcomes()];
      const versionOf = (release: Release) => servingModel(release)?.version;
      const to = [...releases.values()]
        .map(({ release }) => release)
        .filter((release) => outcomes.get(release.number) === 'LIVE' && versionOf(release) !== versionOf(live))
        .at(-1)?.number;
      const entry = await released.begin('rollback', { schemaVersion: 1, operation: 'ROLLBACK', to }, `${count++}`);
      const { executionArn } = JSON.parse((await released.ended(entry)).output ?? '{}');
      await released.ended(executionArn);
      return { executionArn, check: NOTHING_MORE };
    },
  };
}

/** By the CDK CLI, of another instance type than the one that is live. What CloudFormation is told must be true. */
function deployment(): Operation {
  return {
    name: 'deployment',
    perform: async (released) => {
      const has = servingVariant(await liveRelease(released))?.instanceType;
      const instanceType = INSTANCE_TYPES.find((each) => each !== has) ?? INSTANCE_TYPES[0];
      const known = await released.executions('cloudformation-');
      const first = await released.version('1.0.0');
      const changes = { approval: Approval.notRequired(), instanceType };
      const { exitCode, output } = await released.tryDeploy(flights(ENDPOINT, first, changes));
      const made = [...(await released.executions('cloudformation-'))].filter(([name]) => !known.has(name));
      const name = (made.find(([, status]) => status === 'ABORTED') ?? made[0])?.[0];
      const { stateMachineArn } = await released.deployment();
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      return { executionArn, check: (died) => told(released, instanceType, exitCode === 0, died, output) };
    },
  };
}

async function told(
  released: ReleasedStack,
  instanceType: string,
  succeeded: boolean,
  died: boolean,
  output: string,
): Promise<string[]> {
  if (!died && !succeeded) return [output];
  const client = new CloudFormationClient(released.account.clientConfig);
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'Flights' }));
  const status = Stacks?.[0]?.StackStatus;
  const serves = servingVariant(await liveRelease(released))?.instanceType;
  const expected = serves === instanceType ? 'UPDATE_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
  return status === expected ? [] : [`the stack is ${status}, and what is live is on ${serves}, not ${instanceType}`];
}

async function liveRelease(released: ReleasedStack): Promise<Release> {
  const live = (await released.head())?.live;
  const found = (await (await released.ledger()).releases()).get(live ?? -1)?.release;
  if (found === undefined) throw new Error('No release is live.');
  return found;
}
