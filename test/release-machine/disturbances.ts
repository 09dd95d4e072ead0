import { servingModel } from '../../lambda/decide/release';
import type { ReleaseRequest, ReleaseStep } from '../../lib/contract';
import { type Exploration, explore } from './explore';
import { movesIn } from './moves';
import {
  asked,
  declare,
  emptyWorld,
  fromCloudFormation,
  isRunning,
  manifest,
  startExecution,
  type World,
} from './world';

/** Lets everything go well, and what is asked for come in order. */
export async function calmly(world: World, ...requests: readonly ReleaseRequest[]): Promise<World> {
  for (const request of requests) {
    startExecution(world, request);
    for (let steps = 0; world.executions.some(isRunning); steps += 1) {
      if (steps > 200) throw new Error('It goes on for ever.');
      await movesIn(world)[0]?.make(world);
    }
  }
  expect(world.broken).toEqual([]);
  world.past += world.executions.length;
  world.executions = [];
  return world;
}

/**
 * Lets one thing after the other happen, whichever is drawn, until nothing can.
 *
 * @param draw an integer under its argument
 */
export async function wildly(
  world: World,
  budget: Budget,
  draw: (below: number) => number,
  ...requests: readonly ReleaseRequest[]
): Promise<World> {
  Object.assign(world, { crashes: 0, faults: 0, repeats: 0, ...budget });
  for (const request of requests) startExecution(world, request);
  for (let moves = movesIn(world); moves.length > 0; moves = movesIn(world))
    await moves[draw(moves.length)]?.make(world);
  return world;
}

/** What is over is forgotten, as Step Functions does. */
export function rested(world: World): World {
  world.past += world.executions.length;
  return Object.assign(world, { executions: [], crashes: 0, faults: 0, repeats: 0, abort: false });
}

/** An endpoint that serves a version, after a first deployment. */
export async function live(version: number, more: Partial<Parameters<typeof declare>[1]> = {}): Promise<World> {
  const world = emptyWorld();
  return calmly(world, fromCloudFormation('DEPLOY', { declaration: declare(world, { version, ...more }) }));
}

export type Budget = Partial<Pick<World, 'crashes' | 'faults' | 'repeats'>>;

/** What may go wrong beside what is asked for at once. */
export function disturbed(world: World, budget: Budget, ...requests: ReleaseRequest[]): World {
  for (const request of requests) startExecution(world, request);
  return { ...world, crashes: 0, faults: 0, repeats: 0, ...budget };
}

function told({ counterexample }: Exploration): string {
  if (counterexample === undefined) return 'holds';
  const { path, broken } = counterexample;
  return [...broken, ...path].join('\n');
}

const LIMIT = 60_000;
let explored = 0;

/** States that were visited so far. */
export const visited = () => explored;

/** Everything that can happen is tried; the answer is `holds`, or the shortest way to what does not. */
export async function inEveryOrder(world: World, budget: Budget, ...requests: ReleaseRequest[]): Promise<string> {
  const result = await explore(disturbed(world, budget, ...requests), LIMIT);
  explored += result.states;
  return told(result);
}

/** Everything that can happen ends with a version. */
export async function endsWith(version: number, start: World): Promise<string> {
  const result = await explore(start, LIMIT, ({ head, releases }) => {
    const release = releases[head?.live ?? 0]?.release;
    const serving = release && servingModel(release)?.version;
    return serving === manifest(version).version ? [] : [`${serving} is live`];
  });
  explored += result.states;
  return told(result);
}

/** Starts a request, where one is given, and lets the newest execution go on until it is about to take a step. */
export async function untilStep(step: ReleaseStep, world: World, request?: ReleaseRequest): Promise<World> {
  if (request !== undefined) startExecution(world, request);
  const newest = world.executions.at(-1);
  for (let moves = 0; newest !== undefined && newest.step !== step; moves += 1) {
    if (moves > 200) throw new Error(`It never comes to ${step}.`);
    const possible = movesIn(world);
    const move = possible.find(({ name }) => !/^execution-/.test(name) || name.startsWith(`${newest.arn} `));
    await move?.make(world);
  }
  return world;
}

/** A deployment that changes the instance type, too. */
export const larger = (world: World, version: number, more: Partial<Parameters<typeof declare>[1]> = {}) =>
  fromCloudFormation('DEPLOY', { declaration: declare(world, { version, instanceType: 'ml.m5.xlarge', ...more }) });

/** A promotion that waits for whatever runs. */
export const promotion = (version: number, more: Partial<ReleaseRequest> = {}) =>
  asked('PROMOTE', { manifest: manifest(version), lockWaitSeconds: 3600, ...more });
