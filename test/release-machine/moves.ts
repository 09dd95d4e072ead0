import type { Tag } from '@aws-sdk/client-sagemaker';
import { afterDeath } from '../../lambda/decide/release';
import { answer } from '../../lambda/handlers/release-answer/answer';
import { HOSTING_STEPS } from '../../lambda/handlers/release-hosting/steps';
import { LEDGER_STEPS } from '../../lambda/handlers/release-ledger/steps';
import { probe, probeWarm } from '../../lambda/handlers/release-probe/probe';
import {
  MOVING_STATUSES,
  RELEASE_MACHINE,
  RELEASE_WAITS,
  type ReleaseCall,
  type ReleaseStep,
  type ReleaseStepInput,
  type ReleaseStepOutput,
} from '../../lib/contract';
import { isFunctionStep } from '../../lib/release/release-steps';
import { partsOver, usersTags } from './fakes';
import { ENDPOINT, type Endpoint, type Execution, isRunning, START, startExecution, type World } from './world';

/** Something that can happen next. It changes the world that it is given. */
export interface Move {
  readonly name: string;
  readonly make: (world: World) => Promise<void>;
}

const CALLS: readonly ReleaseStep[] = ['Create', 'Update', 'Shift', 'RestoreUpdate', 'RestoreShift'];
const WAITS: readonly ReleaseStep[] = RELEASE_WAITS;

/** Everything that can happen in a world: each execution goes on or dies, the endpoint arrives or goes back, requests come. */
export function movesIn(world: World): readonly Move[] {
  return [...environmentMoves(world), ...queueMoves(world), ...executionMoves(world)];
}

function executionMoves(world: World): readonly Move[] {
  return world.executions.flatMap((execution, index) => {
    if (!isRunning(execution)) return [];
    const on = (make: (world: World, execution: Execution) => Promise<void>) => (next: World) =>
      make(next, next.executions[index] as Execution);
    const { step } = execution as { step: ReleaseStep };
    const moves: Move[] = [{ name: `${execution.arn} ${step}`, make: on((next, it) => advance(next, it, 'plain')) }];
    if (CALLS.includes(step) && world.faults > 0) {
      for (const fault of ['refused', 'answer lost'] as const) {
        moves.push({ name: `${execution.arn} ${step}, ${fault}`, make: on((next, it) => advance(next, it, fault)) });
      }
    }
    if (world.repeats > 0 && isFunctionStep(step)) {
      moves.push({
        name: `${execution.arn} ${step}, twice`,
        make: on(async (next, it) => {
          next.repeats -= 1;
          await run(next, it, step, 'plain');
          await advance(next, it, 'plain');
          // CloudFormation takes the first answer and no other; a second one in other words stays, and is found.
          it.answers = [...new Set(it.answers)];
        }),
      });
    }
    if (world.crashes > 0 && !WAITS.includes(step)) {
      moves.push({ name: `${execution.arn} dies before ${step}`, make: on(async (next, it) => die(next, it)) });
      moves.push({
        name: `${execution.arn} dies after ${step}`,
        make: on(async (next, it) => {
          await advance(next, it, 'plain');
          die(next, it);
        }),
      });
    }
    return moves;
  });
}

/** The death of an execution is an event, which starts one that settles. */
function die(world: World, execution: Execution): void {
  if (!isRunning(execution)) return;
  execution.dead = true;
  world.crashes -= 1;
  startExecution(world, afterDeath(execution.request, execution.arn));
}

function queueMoves(world: World): readonly Move[] {
  const [request] = world.queue;
  if (request === undefined || world.executions.some(isRunning)) return [];
  return [
    {
      name: `${request.operation} is asked for`,
      make: async (next) => {
        next.queue.shift();
        startExecution(next, request);
      },
    },
  ];
}

function environmentMoves(world: World): readonly Move[] {
  const { endpoint, abort } = world;
  if (endpoint === undefined || !MOVING_STATUSES.includes(endpoint.status)) return [];
  if (endpoint.status === 'Deleting') {
    return [{ name: 'the endpoint is gone', make: async (next) => void delete next.endpoint }];
  }
  const stopped = abort && endpoint.guarded === true;
  const moves: Move[] = [];
  // Only a deployment with guardrails looks at alarms; an aborted one goes back.
  if (!stopped) moves.push({ name: 'the endpoint arrives', make: async (next) => arrive(next.endpoint as Endpoint) });
  const mayFail = world.faults > 0 || stopped;
  if (mayFail) {
    moves.push({
      name: 'the endpoint goes back',
      make: async (next) => {
        if (!stopped) next.faults -= 1;
        goBack(next.endpoint as Endpoint);
      },
    });
  }
  return moves;
}

function arrive(endpoint: Endpoint): void {
  endpoint.status = 'InService';
  endpoint.config = endpoint.toConfig ?? endpoint.config;
  endpoint.weights = endpoint.toWeights ?? endpoint.weights;
  delete endpoint.toConfig;
  delete endpoint.toWeights;
  delete endpoint.guarded;
}

function goBack(endpoint: Endpoint): void {
  endpoint.status = endpoint.status === 'Creating' ? 'Failed' : 'InService';
  delete endpoint.toConfig;
  delete endpoint.toWeights;
  delete endpoint.guarded;
}

async function advance(world: World, execution: Execution, fault: 'plain' | 'refused' | 'answer lost'): Promise<void> {
  const step = execution.step as ReleaseStep;
  const output = await run(world, execution, step, fault);
  if (output.progress !== undefined) execution.progress = output.progress;
  if (output.job !== undefined) execution.job = output.job;
  const targets: Readonly<Record<string, string>> = RELEASE_MACHINE[step];
  const target = targets[output.outcome];
  if (target === undefined) world.broken.push(`${step} said ${output.outcome}, which the table does not know`);
  execution.step = (target ?? 'Failed') as Execution['step'];
}

async function run(
  world: World,
  execution: Execution,
  step: ReleaseStep,
  fault: 'plain' | 'refused' | 'answer lost',
): Promise<ReleaseStepOutput> {
  if (WAITS.includes(step)) return { outcome: 'elapsed' };
  if (step === 'Observe' || step === 'ObserveRestored') {
    const moving = world.endpoint !== undefined && MOVING_STATUSES.includes(world.endpoint.status);
    return { outcome: moving ? 'moving' : 'settled' };
  }
  if (step === 'Announce') return { outcome: 'announced' };
  if (CALLS.includes(step)) return call(world, execution, step, fault);
  const { request, progress, job, error } = execution;
  const input: ReleaseStepInput = {
    step,
    execution: { arn: execution.arn, startedAt: START },
    request,
    progress,
    job,
    error,
  };
  const parts = partsOver(world);
  if (step === 'Answer') {
    const put = async (url: string, body: string) => {
      execution.answers.push(`${url} ${JSON.parse(body).Status}`);
      return 200;
    };
    return answer(input, put, () => {});
  }
  if (step === 'Probe') return probe(input, parts);
  if (step === 'ProbeWarm') return probeWarm(input, parts);
  const handler = LEDGER_STEPS[step];
  const hosting = HOSTING_STEPS[step];
  if (handler !== undefined) return handler(input, parts);
  if (hosting !== undefined) return hosting(input, parts);
  throw new Error(`Nobody runs ${step}.`);
}

/** A call of SageMaker by the state machine itself. */
function call(
  world: World,
  execution: Execution,
  step: ReleaseStep,
  fault: 'plain' | 'refused' | 'answer lost',
): ReleaseStepOutput {
  if (world.head?.lock?.executionArn !== execution.arn)
    world.broken.push(`${execution.arn} changed the endpoint without the lock`);
  if (fault !== 'plain') world.faults -= 1;
  if (fault === 'refused') return failed(execution, 'ResourceLimitExceeded');
  const wanted = step.startsWith('Restore') ? execution.job?.restore : execution.job?.call;
  const refusal = wanted === undefined ? 'nothing was to be called' : send(world, wanted);
  if (refusal !== undefined) return failed(execution, refusal);
  return fault === 'answer lost' ? failed(execution, 'timeout') : { outcome: 'called' };
}

function failed(execution: Execution, error: string): ReleaseStepOutput {
  execution.error = error;
  return { outcome: 'failed' };
}

/** @returns why SageMaker refuses it */
function send(world: World, { kind, parameters }: ReleaseCall): string | undefined {
  const { endpoint } = world;
  const config = String(parameters['EndpointConfigName']);
  if (kind !== 'shift' && world.configs[config] === undefined) return 'Could not find endpoint configuration';
  const initial = Object.fromEntries(
    (world.configs[config]?.ProductionVariants ?? []).map(({ VariantName = '', InitialVariantWeight = 1 }) => [
      VariantName,
      InitialVariantWeight,
    ]),
  );
  if (kind === 'create') {
    if (endpoint !== undefined) return 'Cannot create already existing endpoint';
    world.endpoint = { status: 'Creating', config, weights: {}, toConfig: config, toWeights: initial };
    world.around.tags[ENDPOINT] = usersTags(parameters['Tags'] as Tag[]);
    return undefined;
  }
  if (endpoint === undefined) return 'Could not find endpoint';
  if (endpoint.status !== 'InService') return 'Cannot update in-progress endpoint';
  endpoint.status = 'Updating';
  endpoint.guarded = kind === 'update' && parameters['DeploymentConfig'] !== undefined;
  if (kind === 'update') {
    endpoint.toConfig = config;
    endpoint.toWeights = initial;
    return undefined;
  }
  const wanted = parameters['DesiredWeightsAndCapacities'] as { VariantName: string; DesiredWeight: number }[];
  endpoint.toConfig = endpoint.config;
  endpoint.toWeights = Object.fromEntries(wanted.map(({ VariantName, DesiredWeight }) => [VariantName, DesiredWeight]));
  return undefined;
}
