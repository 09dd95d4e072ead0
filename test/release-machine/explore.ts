import {
  productionVariants,
  rollbackAlarmName,
  rollbackTargets,
  sameServing,
  serves,
  servingVariant,
} from '../../lambda/decide/release';
import type { LedgerHead, Release } from '../../lib/contract';
import { observed } from './fakes';
import { movesIn } from './moves';
import { ENDPOINT, isRunning, type World } from './world';

export interface Exploration {
  readonly states: number;
  readonly ends: number;
  /** Moves that lead to the first broken invariant, and what is broken. */
  readonly counterexample?: {
    readonly path: readonly string[];
    readonly broken: readonly string[];
    readonly world: World;
  };
}

/** Times and revisions tell states apart that go on alike. */
function keyOf(world: World): string {
  return JSON.stringify(world, (key, value) => (key === 'revision' ? undefined : value));
}

/**
 * Visits every state that can be reached, breadth first, so that a counterexample is as short as can be.
 *
 * @param alsoBroken what else must hold where nothing can happen any more
 */
export async function explore(
  start: World,
  limit: number,
  alsoBroken: (world: World) => readonly string[] = () => [],
): Promise<Exploration> {
  const seen = new Map<string, { readonly from?: string; readonly by?: string }>([[keyOf(start), {}]]);
  let frontier: World[] = [start];
  let ends = 0;
  while (frontier.length > 0) {
    const reached: World[] = [];
    for (const world of frontier) {
      const key = keyOf(world);
      const moves = movesIn(world);
      if (moves.length === 0) ends += 1;
      const broken =
        moves.length === 0 ? [...world.broken, ...brokenAtRest(world), ...alsoBroken(world)] : world.broken;
      if (broken.length > 0) {
        return { states: seen.size, ends, counterexample: { path: pathTo(key, seen), broken, world } };
      }
      for (const move of moves) {
        const next = structuredClone(world);
        try {
          await move.make(next);
        } catch (error) {
          next.broken.push(`${move.name}: ${(error as Error).stack}`);
        }
        const nextKey = keyOf(next);
        if (seen.has(nextKey)) continue;
        seen.set(nextKey, { from: key, by: move.name });
        if (seen.size > limit) throw new Error(`More than ${limit} states.`);
        reached.push(next);
      }
    }
    frontier = reached;
  }
  return { states: seen.size, ends };
}

function pathTo(key: string, seen: ReadonlyMap<string, { readonly from?: string; readonly by?: string }>): string[] {
  const path: string[] = [];
  for (let at = seen.get(key); at?.from !== undefined; at = seen.get(at.from)) path.unshift(at.by ?? '');
  return path;
}

/** What must hold wherever nothing can happen any more. */
export function brokenAtRest(world: World): readonly string[] {
  const broken: string[] = [];
  const expect = (holds: boolean, what: string) => {
    if (!holds) broken.push(what);
  };
  const { head, endpoint } = world;
  expect(!world.executions.some(isRunning), 'an execution waits for ever');
  expect(world.queue.length === 0, 'a request was never started');
  expect(head?.lock === undefined, 'a lock is left');
  expect(head?.inFlight === undefined, 'a release is left half made');
  const releases = new Map<number, Release>(
    Object.values(world.releases).map(({ release }) => [release.number, release]),
  );
  const wasLive = ({ number }: Release) => world.outcomes[number]?.state === 'LIVE';
  const live = head?.live === undefined ? undefined : releases.get(head.live);
  expect(head?.live === undefined || live !== undefined, 'what is live is no release');
  expect(live === undefined || wasLive(live), 'what is live has no outcome LIVE');
  const stranded = Object.values(world.outcomes).some(({ state }) => state === 'STRANDED');
  const removed = head?.intent === undefined && endpoint === undefined;
  if (!stranded && !removed) {
    expect(
      live === undefined
        ? endpoint === undefined || endpoint.config.startsWith('foreign')
        : serves(observed(world), live),
      'the endpoint is not what is live',
    );
    if (head !== undefined && live !== undefined) expectAround(world, head, live, expect);
  }
  for (const release of releases.values()) {
    expect(world.outcomes[release.number] !== undefined, `release ${release.number} has no outcome`);
    const approved = new Set(release.approvals.map(({ manifestSha256 }) => manifestSha256));
    const unapproved = release.variants.some(({ model }) => !approved.has(model.manifestSha256));
    expect(!unapproved, `release ${release.number} has a version that was not approved`);
  }
  if (!stranded) expectNoOrphans(world, [...releases.values()].filter(wasLive), removed, expect);
  const previous = live?.previous === undefined ? undefined : releases.get(live.previous);
  // One that only changes what stands around leaves nothing behind.
  const leaves = previous !== undefined && live !== undefined && !sameServing(previous, live);
  if (live !== undefined && live.restores === undefined && leaves) {
    const history = { releases, outcomes: new Map(Object.values(world.outcomes).map((it) => [it.number, it])) };
    expect(rollbackTargets(live, history).length > 0, 'there is nothing to roll back to');
  }
  expectAnswers(world, expect);
  return broken;
}

/** Scaling and tags are those of the last deployment, thresholds those of the release. */
function expectAround(
  world: World,
  head: LedgerHead,
  live: Release,
  expect: (holds: boolean, what: string) => void,
): void {
  const { settings, around } = world;
  const own = settings[live.settingsSha256 ?? ''];
  const declared = settings[head.settingsSha256 ?? ''];
  if (own === undefined || declared === undefined) return;
  const fits = own.variants['champion']?.instanceType === declared.variants['champion']?.instanceType;
  const maximum = (fits ? declared : own).scaling['champion']?.maxCapacity;
  const serving = servingVariant(live)?.variantName ?? '';
  expect(around.scaling[serving] === maximum, `${serving} scales to ${around.scaling[serving]} instead of ${maximum}`);
  const tags = JSON.stringify(around.tags[ENDPOINT] ?? {});
  expect(tags === JSON.stringify(declared.tags ?? {}), `the endpoint has the tags ${tags}`);
  const wanted = new Map(
    productionVariants(live).flatMap(({ variantName }) =>
      own.rollback.map(({ id, threshold }) => [rollbackAlarmName(live.endpointConfigName, variantName, id), threshold]),
    ),
  );
  // Those of a variant without traffic are silent, whatever they say.
  const silent = productionVariants(live).filter(({ weight }) => weight === 0);
  for (const [name, threshold] of Object.entries(around.thresholds)) {
    const of = (variantName: string) => name.startsWith(`${live.endpointConfigName}-${variantName}-`);
    if (!productionVariants(live).some(({ variantName }) => of(variantName))) continue;
    const right =
      wanted.has(name) && (threshold === wanted.get(name) || silent.some(({ variantName }) => of(variantName)));
    expect(right, `${name} goes off at ${threshold} instead of ${wanted.get(name)}`);
  }
  for (const { id } of own.rollback) {
    const name = rollbackAlarmName(live.endpointConfigName, serving, id);
    expect(around.thresholds[name] !== undefined, `${name} is not watched`);
  }
}

function expectNoOrphans(
  world: World,
  kept: readonly Release[],
  removed: boolean,
  expect: (holds: boolean, what: string) => void,
): void {
  const releases = removed ? [] : kept;
  const configs = new Set(releases.map(({ endpointConfigName }) => endpointConfigName));
  const models = new Set(releases.flatMap(({ variants }) => variants.map(({ modelName }) => modelName)));
  const made = (name: string) => !name.startsWith('declared') && !name.startsWith('foreign');
  const orphans = [
    ...Object.keys(world.configs).filter((name) => made(name) && !configs.has(name)),
    ...Object.keys(world.models).filter((name) => made(name) && !models.has(name)),
  ];
  expect(orphans.length === 0, `nobody needs ${orphans.join(', ')}`);
  const missing = [...configs].filter((name) => world.configs[name] === undefined);
  expect(missing.length === 0, `a release that was live has lost its configuration: ${missing.join(', ')}`);
  const watched = kept.flatMap((release) =>
    productionVariants(release).map(({ variantName }) => `${release.endpointConfigName}-${variantName}`),
  );
  const alarms = world.alarms.filter((name) => !watched.some((prefix) => name.startsWith(prefix)));
  expect(removed || alarms.length === 0, `nobody needs the alarms ${alarms.join(', ')}`);
}

/** Every request of CloudFormation has exactly one answer. */
function expectAnswers(world: World, expect: (holds: boolean, what: string) => void): void {
  const answers = world.executions.flatMap((execution) => execution.answers);
  const requests = new Set(world.executions.flatMap(({ request }) => request.answer?.responseUrl ?? []));
  for (const url of requests) {
    const given = answers.filter((text) => text.startsWith(`${url} `));
    const dying = world.executions.some(({ dead, request }) => dead && request.answer?.responseUrl === url);
    // One that dies after it has answered is answered for once more, with the same word.
    expect(given.length >= 1, `CloudFormation waits for ${url}`);
    expect(dying || given.length === 1, `CloudFormation was answered ${given.length} times`);
    expect(new Set(given).size === 1, `CloudFormation was told ${given.join(' and ')}`);
  }
}
