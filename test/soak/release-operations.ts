import { servingModel, servingVariant } from '../../lambda/decide/release';
import type { Release } from '../../lib/contract';
import { Approval, Fallback, GoldenRequest } from '../../lib/release';
import { type FlightsProps, flights } from '../e2e/support/flights';
import type { ReleasedStack } from '../e2e/support/released-stack';

const INSTANCE_TYPES = ['ml.m5.large', 'ml.m5.xlarge'] as const;

/** Something that the release machine is asked for, again and again. */
export interface Operation {
  readonly name: string;
  /** What must be there first. */
  readonly prepare?: (released: ReleasedStack) => Promise<unknown>;
  readonly perform: (released: ReleasedStack) => Promise<Performed>;
}

export interface Performed {
  /** Execution of the release machine that did it, or died over it. */
  readonly executionArn: string;
  /** What is wrong with what became of it, once all is at rest. */
  readonly wrong: () => Promise<readonly string[]>;
}

/** Deploys the stack, with the first version for its declared one. A failure is in the result. */
export async function deploy(released: ReleasedStack, changes: FlightsProps = {}) {
  const goldenRequests = [GoldenRequest.csv('two columns', '120,3', { expected: [2] })];
  const props = { approval: Approval.notRequired(), goldenRequests, ...changes };
  return released.tryDeploy(flights(released.endpointName, await released.version('1.0.0'), props));
}

/** In the order in which each finds what it needs. */
export const OPERATIONS: readonly Operation[] = [
  promotion('promotion', '2.0.'),
  promotion('promotion that its golden request refuses', '3.0.', { wrong: true }),
  rollback('rollback'),
  {
    ...rollback('rollback to a warm fallback'),
    prepare: async (released) => {
      await deploy(released, { fallback: Fallback.warm() });
      await released.run('release', await released.promotionOf('4.0.0'));
      await released.settled();
    },
  },
  deployment(),
];

/** Each time of a version that there was not before. One that is wrong must never stay live. */
function promotion(name: string, prefix: string, options: { readonly wrong?: boolean } = {}): Operation {
  let count = 0;
  return {
    name,
    perform: async (released) => {
      const before = (await released.head())?.live;
      const request = await released.promotionOf(`${prefix}${count++}`, options);
      const executionArn = await released.begin('release', request);
      await released.ended(executionArn);
      const wrong = async () => {
        const live = (await released.head())?.live;
        return options.wrong === true && live !== before ? [`release ${live} is live`] : [];
      };
      return { executionArn, wrong };
    },
  };
}

/** To the last release with another version than the one that is live. */
function rollback(name: string): Operation {
  return {
    name,
    perform: async (released) => {
      const live = await liveRelease(released);
      const [releases, outcomes] = [await (await released.ledger()).releases(), await released.outcomes()];
      const versionOf = (release: Release) => servingModel(release)?.version;
      const to = [...releases.values()]
        .map(({ release }) => release)
        .filter((release) => outcomes.get(release.number) === 'LIVE' && versionOf(release) !== versionOf(live))
        .at(-1)?.number;
      const entry = await released.begin('rollback', { schemaVersion: 1, operation: 'ROLLBACK', to });
      const { executionArn } = JSON.parse((await released.ended(entry)).output ?? '{}');
      await released.ended(executionArn);
      return { executionArn, wrong: async () => [] };
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
      await deploy(released, { instanceType });
      const made = [...(await released.executions('cloudformation-'))].filter(([name]) => !known.has(name));
      const name = (made.find(([, status]) => status === 'ABORTED') ?? made[0])?.[0];
      const { stateMachineArn } = await released.deployment();
      const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      return { executionArn, wrong: () => lies(released, instanceType) };
    },
  };
}

/** What CloudFormation says of a deployment and is not so. */
async function lies(released: ReleasedStack, instanceType: string): Promise<readonly string[]> {
  const status = await released.stackStatus();
  const serves = servingVariant(await liveRelease(released))?.instanceType;
  const expected = serves === instanceType ? 'UPDATE_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
  return status === expected ? [] : [`the stack is ${status}, and what is live is on ${serves}, not ${instanceType}`];
}

async function liveRelease(released: ReleasedStack): Promise<Release> {
  const live = (await released.head())?.live;
  if (live === undefined) throw new Error('No release is live.');
  return released.release(live);
}
