import * as z from 'zod/mini';
import { RELEASE_SCHEMA_VERSION, type ReleaseRequest } from '../../../lib/contract';

const OPERATIONS = [
  'DEPLOY',
  'UNDO_DEPLOY',
  'REMOVE',
  'PROMOTE',
  'ROLLBACK',
  'ABORT',
  'SHIFT',
  'PIN',
  'UNPIN',
  'REPAIR',
  'SETTLE',
] as const satisfies readonly ReleaseRequest['operation'][];

const seconds = z.int().check(z.gte(0), z.lte(3600));
const text = (longest: number) => z.string().check(z.maxLength(longest));
const release = z.int().check(z.gte(0));
const weight = z.number().check(z.gte(0), z.lte(1_000_000));

/** As far as the machine itself relies on it: the rest of a manifest is kept as it is. */
const manifest = z.looseObject({
  schemaVersion: z.number(),
  name: z.string().check(z.regex(/^(?=.{1,63}$)[A-Za-z0-9](-*[A-Za-z0-9])*$/)),
  version: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,62}$/)),
  image: z.string().check(z.regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/)),
  artifact: z.looseObject({
    uri: z.string().check(z.regex(/^s3:\/\/[a-z0-9.-]{3,63}\/.+$/)),
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  }),
});

const request = z.strictObject({
  schemaVersion: z.literal(RELEASE_SCHEMA_VERSION),
  operation: z.enum(OPERATIONS),
  requestedBy: z.optional(text(256)),
  reason: z.optional(text(1024)),
  expectedLive: z.optional(release),
  lockWaitSeconds: z.optional(seconds),
  manifest: z.optional(manifest),
  role: z.optional(z.enum(['champion', 'challenger', 'shadow'])),
  to: z.optional(release),
  steps: z.optional(
    z.array(z.strictObject({ weights: z.record(z.string(), weight), waitSeconds: seconds })).check(z.maxLength(20)),
  ),
  declaration: z.optional(z.looseObject({ endpointConfigName: z.string(), manifests: z.record(z.string(), manifest) })),
  orphan: z.optional(z.looseObject({ executionArn: z.string(), answer: z.looseObject({ responseUrl: z.string() }) })),
  undoes: z.optional(text(64)),
  creating: z.optional(z.boolean()),
  answer: z.optional(z.looseObject({ responseUrl: z.string(), requestId: z.string() })),
});

const NEEDED: Readonly<Partial<Record<ReleaseRequest['operation'], keyof ReleaseRequest>>> = {
  PROMOTE: 'manifest',
  SHIFT: 'steps',
  DEPLOY: 'declaration',
};

/** What is wrong with the input of an execution, all at once; undefined where nothing is. Anybody may have written it. */
export function requestProblems(input: unknown): string | undefined {
  const result = z.safeParse(request, input);
  if (!result.success) {
    const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
    return `The request cannot be understood. ${problems.slice(0, 10).join('; ')}`;
  }
  const { operation } = result.data;
  const needed = NEEDED[operation];
  if (needed !== undefined && result.data[needed] === undefined) return `${operation} needs ${needed}.`;
  return undefined;
}
