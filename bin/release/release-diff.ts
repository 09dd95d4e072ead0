import {
  canonicalJson,
  type MetricDocument,
  type ModelManifestDocument,
  type Release,
  type ReleaseSettings,
} from '../../lib/contract';
import { byDuty } from './releases';

/** A release with all that is known about it. */
export interface DescribedRelease {
  readonly release: Release;
  /** By SHA-256, as far as the ledger has them. */
  readonly manifests: ReadonlyMap<string, ModelManifestDocument>;
  readonly settings?: ReleaseSettings;
}

/** One thing that two releases differ in. */
export interface Difference {
  /** `champion`, `settings`, … */
  readonly of: string;
  readonly what: string;
  /** Undefined where it is not there, or not known. */
  readonly before?: string;
  readonly after?: string;
}

type Facts = ReadonlyMap<string, string>;

function text(value: unknown): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}

/** A figure with its interval: `0.826 (0.825 to 0.828, 95 %), 233574 rows of holdout`. */
function metricText({ value, lower, upper, confidence, dataset, rows }: MetricDocument): string {
  const figure = (number: number) => String(Number(number.toPrecision(4)));
  const interval =
    lower === undefined || upper === undefined || confidence === undefined
      ? ''
      : ` (${figure(lower)} to ${figure(upper)}, ${Number((100 * confidence).toFixed(1))} %)`;
  return `${figure(value)}${interval}, ${rows} rows of ${dataset}`;
}

/** What is known about a version, by name of the fact. */
export function factsOfManifest(manifest: ModelManifestDocument | undefined): Facts {
  if (manifest === undefined) return new Map();
  const { provenance = {}, metrics = [], featureSchema } = manifest;
  const { hyperparameters = {}, libraries = {}, ...others } = provenance;
  const each = (prefix: string, values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).map(([name, value]): [string, string] => [`${prefix} ${name}`, text(value)]);
  const known = Object.entries(others).filter(([, value]) => value !== undefined);
  const names: Readonly<Record<string, string>> = {
    codeCommit: 'code commit',
    seed: 'seed',
    dataSha256: 'data SHA-256',
    dataDescription: 'data',
    lockFileSha256: 'lock file SHA-256',
    hardware: 'hardware',
    trainedAt: 'trained at',
  };
  return new Map<string, string>([
    ...known.map(([name, value]): [string, string] => [names[name] ?? name, text(value)]),
    ...each('hyperparameter', hyperparameters),
    ...each('library', libraries),
    ...metrics.map((metric): [string, string] => [`metric ${metric.name} (${metric.dataset})`, metricText(metric)]),
    ['features', featureSchema.features.map(({ name, kind }) => `${name}: ${kind}`).join(', ')],
    ['outputs', featureSchema.outputs.map(({ name, kind }) => `${name}: ${kind}`).join(', ')],
  ]);
}

function factsByRole({ release, manifests }: DescribedRelease): ReadonlyMap<string, Facts> {
  return new Map(
    byDuty(release).map(({ duty, variant }) => {
      const { model } = variant;
      const facts = new Map<string, string>([
        ['version', `${model.name} ${model.version}`],
        ['image', model.image],
        ['artifact SHA-256', model.artifactSha256],
        ...factsOfManifest(manifests.get(model.manifestSha256)),
        ['variant', variant.variantName],
        ['instance type', variant.instanceType],
        ['instances', String(variant.instanceCount)],
        ['weight', String(variant.weight)],
      ]);
      return [duty as string, facts];
    }),
  );
}

/** Nested values by their path, so that one changed member is one line. */
function flat(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (value !== undefined) into.set(path, text(value));
    return into;
  }
  for (const [name, member] of Object.entries(value)) flat(member, path === '' ? name : `${path}.${name}`, into);
  return into;
}

function factsOfSettings(settings: ReleaseSettings | undefined): Facts {
  return settings === undefined ? new Map() : flat(settings, '', new Map());
}

function between(of: string, before: Facts | undefined, after: Facts | undefined): Difference[] {
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  return names
    .map((what) => ({ of, what, before: before?.get(what), after: after?.get(what) }))
    .filter((difference) => difference.before !== difference.after);
}

/** What changed from one release to another: versions and where they come from, by what they do, then the settings. */
export function releaseDiff(one: DescribedRelease, other: DescribedRelease): readonly Difference[] {
  const [before, after] = [factsByRole(one), factsByRole(other)];
  const roles = [...new Set([...before.keys(), ...after.keys()])];
  return [
    ...roles.flatMap((role) => between(role, before.get(role), after.get(role))),
    ...between('settings', factsOfSettings(one.settings), factsOfSettings(other.settings)),
  ];
}
