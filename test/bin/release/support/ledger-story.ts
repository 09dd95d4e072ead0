import { createHash } from 'node:crypto';
import { manifestSha256, releasedModel } from '../../../../lambda/decide/release';
import {
  DOCUMENT_SCHEMA_VERSION,
  type LedgerEvent,
  type LedgerHead,
  type ModelManifestDocument,
  RELEASE_SCHEMA_VERSION,
  type Release,
  type ReleaseCause,
  type ReleaseLock,
  type ReleaseOutcome,
  type ReleaseSettings,
  type ReleaseState,
  type ReleaseVariant,
  type VersionApproval,
} from '../../../../lib/contract';

export const ENDPOINT = 'flight-delay';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
export const executionArn = (name: string) =>
  `arn:aws:states:eu-central-1:123456789012:execution:flight-delay-release:${name}`;

/** The lock of a promotion that began four minutes before the tests' clock. */
export const PROMOTION_LOCK: ReleaseLock = {
  executionArn: executionArn('promote-3'),
  operation: 'PROMOTE',
  since: '2026-11-25T08:56:00.000Z',
  afterDeath: { schemaVersion: RELEASE_SCHEMA_VERSION, operation: 'SETTLE' },
};

/** A manifest as a training run writes it. */
export function manifestOf(version: string, more: Partial<ModelManifestDocument> = {}): ModelManifestDocument {
  return {
    schemaVersion: DOCUMENT_SCHEMA_VERSION,
    name: 'flight-delay',
    version,
    image: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/flight-delay@sha256:${sha256('image')}`,
    artifact: { uri: `s3://artifacts/models/${version}/model.tar.gz`, sha256: sha256(`artifact ${version}`) },
    provenance: {
      codeCommit: sha256(version).slice(0, 40),
      hyperparameters: { max_iter: version === '2.0.0' ? 200 : 100 },
      seed: 7,
      dataSha256: sha256('data'),
      libraries: { numpy: '2.3.4', 'scikit-learn': version === '2.0.0' ? '1.8.0' : '1.7.2' },
    },
    metrics: [
      {
        name: 'accuracy',
        value: version === '2.0.0' ? 0.831 : 0.826,
        lower: 0.825,
        upper: 0.833,
        confidence: 0.95,
        dataset: 'holdout',
        rows: 233_574,
      },
    ],
    featureSchema: {
      schemaVersion: DOCUMENT_SCHEMA_VERSION,
      inputContentType: 'text/csv',
      outputContentType: 'text/csv',
      features: [{ name: 'distance', kind: 'integer', position: 0 }],
      outputs: [{ name: 'probability', kind: 'number', position: 0, primary: true }],
    },
    ...more,
  };
}

export const SETTINGS: ReleaseSettings = {
  schemaVersion: RELEASE_SCHEMA_VERSION,
  models: {},
  variants: {
    champion: { variantName: 'champion', instanceType: 'ml.m5.large', instanceCount: 2, weight: 1, more: {} },
  },
  deployment: { alarmNames: [] },
  fallback: 'none',
  scaling: {},
  rollback: [
    {
      id: 'ServerErrors',
      metricName: 'Invocation5XXErrors',
      statistic: 'Average',
      threshold: 0.01,
      description: 'server errors',
    },
  ],
  probes: [],
  approval: 'ANOTHER_PRINCIPAL',
};

export function variantOf(
  role: ReleaseVariant['role'],
  version: string,
  more: Partial<ReleaseVariant> = {},
): ReleaseVariant {
  const manifest = manifestOf(version);
  return {
    role,
    variantName: role,
    model: releasedModel(manifest, manifest.artifact.uri as string),
    modelName: `flight-delay-${sha256(version).slice(0, 8)}`,
    instanceType: 'ml.m5.large',
    instanceCount: 2,
    weight: role === 'fallback' ? 0 : 1,
    ...more,
  };
}

interface Step {
  readonly operation?: ReleaseCause['operation'];
  readonly state?: ReleaseState;
  readonly reason?: string;
  readonly because?: string;
  readonly seconds?: number;
  readonly restores?: number;
  readonly config?: string;
  readonly by?: string;
  readonly settings?: ReleaseSettings;
}

/** A ledger as the machine would have written it, told release by release; every one ten minutes after the other. */
export class LedgerStory {
  readonly releases = new Map<number, Release>();
  readonly outcomes = new Map<number, ReleaseOutcome>();
  readonly settings = new Map<string, ReleaseSettings>();
  readonly manifests = new Map<string, ModelManifestDocument>();
  readonly events: LedgerEvent[] = [];
  readonly approvals: VersionApproval[] = [];
  head: LedgerHead | undefined;
  private minutes = 0;

  /** A release, and what became of it; without `state` it is live. */
  release(variants: readonly ReleaseVariant[], step: Step = {}): this {
    const { operation = 'PROMOTE', state = 'LIVE', seconds, restores } = step;
    const number = this.head === undefined ? 1 : this.head.lastNumber + 1;
    const at = this.tick();
    const config =
      step.config ?? `flight-delay-${sha256(JSON.stringify(variants.map(({ modelName }) => modelName))).slice(0, 8)}`;
    const settings = step.settings ?? SETTINGS;
    const settingsSha256 = sha256(JSON.stringify(settings));
    this.settings.set(settingsSha256, settings);
    const arn = executionArn(`${operation.toLowerCase()}-${number}`);
    this.releases.set(number, {
      schemaVersion: RELEASE_SCHEMA_VERSION,
      endpointName: ENDPOINT,
      number,
      createdAt: at,
      cause: {
        operation,
        requestedBy: step.by ?? 'arn:aws:sts::123456789012:assumed-role/MlEngineer/ada',
        reason: step.reason,
        executionArn: arn,
      },
      previous: this.head?.live,
      restores,
      endpointConfigName: config,
      variants,
      approvals: variants.map(({ model }) => ({
        manifestSha256: model.manifestSha256,
        kind: operation === 'DEPLOY' ? 'TEMPLATE' : operation === 'ROLLBACK' ? 'SERVED_BEFORE' : 'PRINCIPAL',
        ...(operation === 'PROMOTE' ? { by: 'arn:aws:sts::123456789012:assumed-role/Lead/grace', at } : {}),
      })),
      settingsSha256,
    });
    for (const { model } of variants) {
      const manifest = manifestOf(model.version);
      if (manifestSha256(manifest) === model.manifestSha256) this.manifests.set(model.manifestSha256, manifest);
    }
    this.outcomes.set(number, {
      schemaVersion: RELEASE_SCHEMA_VERSION,
      number,
      state,
      at: this.tick(3),
      reason: step.because,
      transitionSeconds: seconds,
      executionArn: arn,
    });
    this.events.unshift({
      schemaVersion: RELEASE_SCHEMA_VERSION,
      at,
      executionArn: arn,
      operation,
      release: number,
      event: state === 'LIVE' ? 'LIVE' : 'FAILED',
      detail: step.because,
    });
    const live = state === 'LIVE' ? number : this.head?.live;
    this.head = { ...this.headOr(), lastNumber: number, live, settingsSha256, revision: this.headOr().revision + 2 };
    return this;
  }

  /** What was there before the ledger began. */
  adopted(variants: readonly ReleaseVariant[]): this {
    this.head = { ...this.headOr(), lastNumber: -1 };
    this.release(variants, { operation: 'DEPLOY', config: 'made-by-somebody-else' });
    const release = this.releases.get(0) as Release;
    this.releases.set(0, { ...release, settingsSha256: undefined });
    this.manifests.clear();
    return this;
  }

  with(change: Partial<LedgerHead>): this {
    this.head = { ...this.headOr(), ...change };
    return this;
  }

  get live(): Release {
    return this.releases.get(this.head?.live as number) as Release;
  }

  private headOr(): LedgerHead {
    const intent = {
      requestId: 'r',
      declarationSha256: sha256('d'),
      declared: {},
      settingsSha256: sha256('s'),
    };
    return (
      this.head ?? { schemaVersion: RELEASE_SCHEMA_VERSION, endpointName: ENDPOINT, revision: 0, lastNumber: 0, intent }
    );
  }

  private tick(minutes = 10): string {
    this.minutes += minutes;
    return new Date(Date.UTC(2026, 10, 25, 6, this.minutes)).toISOString();
  }
}

/** Version 1.0.0 from the template, then 2.0.0 by promotion: what most endpoints look like. */
export function promoted(): LedgerStory {
  return new LedgerStory()
    .release([variantOf('champion', '1.0.0')], { operation: 'DEPLOY', seconds: 200 })
    .release([variantOf('champion', '2.0.0')], { seconds: 240, reason: 'holdout +0.5 %' });
}

/** The same with a warm fallback. */
export function warm(): LedgerStory {
  const first = [variantOf('champion', '1.0.0'), variantOf('fallback', '1.0.0')];
  return new LedgerStory()
    .release(first, { operation: 'DEPLOY', seconds: 200 })
    .release([variantOf('champion', '2.0.0'), variantOf('fallback', '1.0.0')], { seconds: 240 });
}

/** After a rollback to the warm fallback: the variants have changed places. */
export function swapped(): LedgerStory {
  const variants = [variantOf('champion', '2.0.0', { weight: 0 }), variantOf('fallback', '1.0.0', { weight: 1 })];
  const story = warm();
  const config = story.live.endpointConfigName;
  return story.release(variants, { operation: 'ROLLBACK', restores: 1, config, seconds: 4, reason: 'late flights' });
}
