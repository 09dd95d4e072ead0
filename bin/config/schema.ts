import * as z from 'zod';
import { attestations, checkCopies, codeSigningConfigArn, copies, network, profile } from './profile-schema';

/**
 * The configuration file of the reference app. This is the only definition: types, checks and the published JSON Schema
 * (`assets/schema/app-config.schema.json`) all come from it.
 */

const accountId = z
  .string()
  .regex(/^\d{12}$/, 'expected 12 digits. Quote it, so that leading zeros survive.')
  .describe('AWS account id: 12 digits, quoted.');

const region = z
  .string()
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'expected an AWS Region such as eu-central-1.')
  .describe('AWS Region, for example eu-central-1.');

const target = z.strictObject({ account: accountId, region }).describe('Where stacks are deployed.');

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAG_CHARACTERS = 'letters, digits, spaces and _.:/=+-@';
const tagKey = z
  .string()
  .regex(
    /^(?![aA][wW][sS]:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
    `expected a key of 1 to 128 ${TAG_CHARACTERS}, not beginning with aws:. Rename the tag.`,
  );
const tagValue = z
  .string()
  .regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u, `expected at most 256 ${TAG_CHARACTERS}. Take the others out.`);

/** Tags that the app makes of other members of the file. */
const OWN_TAGS = ['owner', 'system', 'stage', 'classification'];

const instanceType = z
  .string()
  .regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, 'expected a SageMaker instance type such as ml.m5.large.')
  .describe('SageMaker instance type, for example ml.m5.large.');

const instanceCount = z.int().min(1).max(1000).describe('Instances at deployment.');

const minutes = z
  .number()
  .min(0)
  .max(60)
  .refine((value) => Number.isInteger(Number((value * 60).toFixed(6))), {
    error: 'expected whole seconds. Give it in steps of a sixtieth: 0.5 is half a minute.',
  });

const waitMinutes = minutes.describe('How long the new fleet is watched, in minutes (0 to 60).').default(5);

const terminationWaitMinutes = minutes
  .describe('How long the old fleet stays after the new one has proven itself, in minutes (0 to 60).')
  .default(2);

const stepPercent = (min: number) =>
  z.int().min(min).max(50).describe(`Share of the fleet that moves in one step, in whole percent (${min} to 50).`);

const deployment = z
  .discriminatedUnion('strategy', [
    z.strictObject({ strategy: z.literal('allAtOnce'), waitMinutes, terminationWaitMinutes }),
    z.strictObject({ strategy: z.literal('canary'), percent: stepPercent(1), waitMinutes, terminationWaitMinutes }),
    z.strictObject({ strategy: z.literal('linear'), percent: stepPercent(10), waitMinutes, terminationWaitMinutes }),
    z.strictObject({ strategy: z.literal('rolling'), percent: stepPercent(5), waitMinutes }),
  ])
  .describe('How a new model takes over traffic.');

const scaling = z
  .strictObject({
    minInstances: z.int().min(1).max(1000).describe('Fewest instances.'),
    maxInstances: z.int().min(1).max(1000).describe('Most instances.'),
    invocationsPerInstancePerMinute: z.number().min(1).describe('Requests a minute that one instance is to carry.'),
  })
  .refine((value) => value.maxInstances >= value.minInstances, {
    path: ['maxInstances'],
    error: 'expected at least minInstances. Raise maxInstances or lower minInstances.',
  })
  .describe('Automatic scaling of the production variant.');

const shadow = z
  .strictObject({
    manifest: z.string().min(1).describe('model.json of the shadow version, relative to this file.'),
    samplingPercent: z
      .number()
      .min(0.01, 'expected at least 0.01. Leave the shadow out to copy nothing.')
      .max(100)
      .describe('Share of production requests that are copied to the shadow, in percent (0.01 to 100).')
      .optional(),
    instanceType: instanceType.optional(),
    instanceCount: instanceCount.optional(),
  })
  .describe('A second version that sees copies of the requests and whose answers nobody gets.');

const release = z
  .strictObject({
    fallback: z
      .enum(['none', 'warm'])
      .describe(
        'warm keeps the version before beside the one that serves: a rollback takes seconds. Excludes a shadow.',
      )
      .default('none'),
    rollbackMinutes: z
      .number()
      .gt(0)
      .lte(1440)
      .describe('Longest that a rollback may take, in minutes. Synthesis fails where fallback cannot keep it.')
      .optional(),
    approval: z
      .enum(['anotherPrincipal', 'notRequired'])
      .describe('Who must agree to a version that comes at run time: somebody else than its author, or nobody.')
      .default('anotherPrincipal'),
    repair: z
      .boolean()
      .describe('Whether a change behind the ledger is undone; people are told anyway.')
      .default(false),
    waitFor: z
      .enum(['live', 'accepted'])
      .describe('When a deployment is done: when the release is live, or when it was handed over.')
      .default('live'),
  })
  .describe('How releases of the model change what is live.');

const monitoring = z
  .strictObject({
    baseline: z.string().min(1).describe('baseline.json of production-ml baseline create, relative to this file.'),
    windowHours: z
      .literal([1, 2, 3, 4, 6, 8, 12, 24])
      .describe('Length of a window in hours; a divisor of the day.')
      .default(24),
    quietUntil: z.iso
      .datetime()
      .describe('Until then nothing is worse than a warning: for the first days of a new model.')
      .optional(),
    minimumCoverage: z
      .number()
      .gt(0)
      .lt(1)
      .describe('Share of requests that must be captured for a window to be judged (above 0, below 1).')
      .optional(),
    mutes: z
      .array(
        z.strictObject({
          name: z.string().min(1).describe('Feature or output, or * for all.'),
          reason: z.string().min(1).describe('Why it may be ignored.'),
          owner: z.string().min(1).describe('Who answers for it.'),
          expiresAt: z.iso.datetime().describe('From then on it alarms again.'),
        }),
      )
      .default([])
      .describe('Findings that somebody took responsibility for.'),
  })
  .describe('Watches the traffic for drift from a baseline.');

const alert = z
  .union(
    [
      z.strictObject({ email: z.email().describe('Address that is subscribed; it must confirm.') }),
      z.strictObject({ https: z.url({ protocol: /^https$/ }).describe('Endpoint that receives the notification.') }),
      z.strictObject({
        snsTopicArn: z
          .string()
          .regex(
            /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
            'expected arn:aws:sns:<Region>:<account>:<topic>. Copy the ARN of a standard topic: alarms reach no FIFO topic.',
          )
          .describe('ARN of an existing SNS topic.'),
      }),
    ],
    'expected an object with exactly one of email, https and snsTopicArn. Give each receiver an object of its own.',
  )
  .describe('One receiver of alerts: exactly one of email, https and snsTopicArn.');

/** What the members of a model say together. */
function agree(
  model: {
    instanceCount: number;
    scaling?: z.infer<typeof scaling>;
    deployment: z.infer<typeof deployment>;
    shadow?: unknown;
  },
  context: z.RefinementCtx,
): void {
  const { instanceCount, scaling: bounds, deployment: policy } = model;
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (policy.strategy !== 'allAtOnce' && instanceCount < 2) {
    refuse(['instanceCount'], `expected at least 2 instances for ${policy.strategy}. Raise it, or use allAtOnce.`);
  }
  if (policy.strategy === 'rolling' && model.shadow !== undefined) {
    refuse(['deployment', 'strategy'], 'expected no rolling deployment beside a shadow. Use canary or linear.');
  }
  if (bounds !== undefined && (instanceCount < bounds.minInstances || instanceCount > bounds.maxInstances)) {
    const range = `${bounds.minInstances} to ${bounds.maxInstances}`;
    refuse(['instanceCount'], `expected ${range}, the bounds of scaling. Start inside the bounds.`);
  }
}

export const appConfig = z
  .strictObject({
    $schema: z.string().optional().describe('Location of this JSON Schema, for editors.'),
    system: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,39}$/, 'expected 2 to 40 of a-z, 0-9 and -, starting with a letter.')
      .describe('Name of the system: stack names and the system tag are made of it.'),
    owner: tagValue.min(1).describe('Who answers for the system: an address or a team; becomes the owner tag.'),
    classification: z
      .enum(['public', 'internal', 'confidential', 'restricted'])
      .default('confidential')
      .describe('Classification of the data (ISO 27001 control 5.12); becomes a tag.'),
    stage: z
      .enum(['development', 'staging', 'production'])
      .describe('production keeps every stateful resource and locks evidence in COMPLIANCE mode.'),
    profile,
    attestations,
    network: network.optional(),
    copies: copies.optional(),
    codeSigningConfigArn: codeSigningConfigArn.optional(),
    accounts: z
      .strictObject({
        production: target,
        tooling: target.optional().describe('Where pipelines and registries live. Checked here; no stack uses it yet.'),
        recovery: target.optional().describe('Where recovery happens; copies are kept there.'),
      })
      .refine((value) => value.recovery?.region === undefined || value.recovery.region !== value.production.region, {
        path: ['recovery', 'region'],
        error: 'expected another Region than production. A Region cannot stand in for itself.',
      }),
    tags: z
      .record(tagKey, tagValue)
      .refine((tags) => !OWN_TAGS.some((key) => key in tags), {
        error: `expected no tag ${OWN_TAGS.join(', ')}. They come from the members of the file with these names.`,
      })
      .default({})
      .describe('More tags for every resource.'),
    model: z
      .strictObject({
        manifest: z.string().min(1).describe('model.json that a training run wrote, relative to this file.'),
        endpointName: z
          .string()
          .regex(
            /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
            'expected 1 to 63 letters, digits and single hyphens between them.',
          )
          .describe('Name of the SageMaker endpoint.'),
        instanceType,
        instanceCount,
        scaling: scaling.optional(),
        capturePercent: z
          .int()
          .min(0)
          .max(100)
          .describe('Share of requests and responses that is captured for monitoring, in whole percent (0 to 100).')
          .default(100),
        deployment: deployment.default({ strategy: 'allAtOnce', waitMinutes: 5, terminationWaitMinutes: 2 }),
        shadow: shadow.optional(),
        monitoring: monitoring.optional(),
        release: release.optional(),
      })
      .superRefine(agree),
    alerts: z.array(alert).min(1, 'expected at least one receiver. An alarm that reaches nobody is no alarm.'),
    auditTrail: z
      .boolean()
      .default(true)
      .describe('false where the organisation already has a trail for this account.'),
  })
  .superRefine(checkCopies)
  .describe('Configuration of the cdk-production-ml reference app.');

/** A configuration that has passed every check, with defaults filled in. */
export type AppConfig = z.infer<typeof appConfig>;

/** The JSON Schema that editors complete from. */
export function appConfigJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(appConfig, { target: 'draft-2020-12', io: 'input' });
}
