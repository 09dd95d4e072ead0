import type { DescribeEndpointConfigCommandOutput, DescribeModelCommandOutput } from '@aws-sdk/client-sagemaker';
import {
  type LedgerHead,
  RELEASE_SCHEMA_VERSION,
  RELEASE_START,
  type ReleaseDeclaration,
  type ReleaseFunctionSettings,
  type ReleaseJob,
  type ReleaseOutcome,
  type ReleaseProgress,
  type ReleaseRequest,
  type ReleaseSettings,
  type ReleaseStep,
  type SignedRelease,
} from '../../lib/contract';
import { IMAGE } from '../serving/endpoints';

export const ENDPOINT = 'flights';
export const START = '2026-11-25T12:00:00.000Z';

export const SETTINGS: ReleaseFunctionSettings = {
  schemaVersion: RELEASE_SCHEMA_VERSION,
  endpointName: ENDPOINT,
  table: 'releases',
  signingKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/sign',
  evidence: { bucket: 'evidence', keyArn: 'arn:aws:kms:eu-central-1:111122223333:key/evidence' },
  artifacts: { bucket: 'artifacts', keyArn: 'arn:aws:kms:eu-central-1:111122223333:key/artifacts' },
  retentionDays: 180,
};

/** One execution of the machine, as far as it has come. */
export interface Execution {
  readonly arn: string;
  readonly request: ReleaseRequest;
  step: ReleaseStep | 'Succeeded' | 'Failed';
  dead: boolean;
  progress: ReleaseProgress;
  job?: ReleaseJob;
  error?: string;
  /** What CloudFormation was told. */
  answers: string[];
}

/** Scaling, thresholds and tags: none of them is in the configuration. */
export interface Around {
  /** Highest number of instances by variant. */
  readonly scaling: Record<string, number>;
  /** Threshold by name of the alarm. */
  readonly thresholds: Record<string, number>;
  /** Tags by name of the resource. */
  readonly tags: Record<string, Record<string, string>>;
}

/** The endpoint as SageMaker has it; what it is on its way to is not known before it is there. */
export interface Endpoint {
  status: 'InService' | 'Updating' | 'Creating' | 'Failed' | 'Deleting';
  config: string;
  weights: Record<string, number>;
  toConfig?: string;
  toWeights?: Record<string, number>;
  /** Whether alarms may take the change under way back. */
  guarded?: boolean;
}

/** All that a run of the machine depends on and changes. Plain data: a state of the exploration. */
export interface World {
  head?: LedgerHead;
  releases: Record<number, SignedRelease>;
  outcomes: Record<number, ReleaseOutcome>;
  settings: Record<string, ReleaseSettings>;
  approved: string[];
  endpoint?: Endpoint;
  configs: Record<string, DescribeEndpointConfigCommandOutput>;
  models: Record<string, DescribeModelCommandOutput>;
  alarms: string[];
  /** What stands around the release that serves, as the last call left it. */
  around: Around;
  gone: string[];
  abort: boolean;
  executions: Execution[];
  /** Executions that there were before: a name is never used twice. */
  past: number;
  /** Requests that nobody has started yet: each once the one before has ended. */
  queue: ReleaseRequest[];
  /** How much may still go wrong. */
  crashes: number;
  faults: number;
  /** How often a step may still be done twice, because the answer of the first time was lost. */
  repeats: number;
  /** Broken invariants; exploration stops at the first. */
  broken: string[];
}

export function emptyWorld(): World {
  return {
    releases: {},
    outcomes: {},
    settings: {},
    approved: [],
    configs: {},
    models: {},
    alarms: [],
    around: { scaling: {}, thresholds: {}, tags: {} },
    gone: [],
    abort: false,
    executions: [],
    past: 0,
    queue: [],
    crashes: 0,
    faults: 0,
    repeats: 0,
    broken: [],
  };
}

export function startExecution(world: World, request: ReleaseRequest): Execution {
  const execution: Execution = {
    arn: `execution-${world.past + world.executions.length + 1}`,
    request,
    step: RELEASE_START,
    dead: false,
    progress: { handled: false, shifted: 0 },
    answers: [],
  };
  world.executions.push(execution);
  return execution;
}

export const isRunning = ({ dead, step }: Execution) => !dead && step !== 'Succeeded' && step !== 'Failed';

const DIGIT = /\d/;

/** A version by its number: `manifest(2)` is 2.0.0. */
export function manifest(version: number, uri = `s3://artifacts/models/flights/${version}.0.0/model.tar.gz`) {
  return {
    schemaVersion: 1,
    name: 'flights',
    version: `${version}.0.0`,
    image: IMAGE,
    artifact: { uri, sha256: String(version).repeat(64).replace(DIGIT, String(version)).slice(0, 64) },
    featureSchema: {
      schemaVersion: 1,
      inputContentType: 'text/csv' as const,
      outputContentType: 'text/csv' as const,
      features: [],
      outputs: [],
    },
  };
}

export interface DeclaredEndpoint {
  readonly version: number;
  readonly instanceType?: string;
  readonly fallback?: 'warm' | 'none';
  readonly shadow?: number;
  readonly adoptExisting?: boolean;
  readonly approval?: ReleaseDeclaration['approval'];
  /** Highest number of instances of the champion. */
  readonly scalesTo?: number;
  /** Threshold of its rollback alarm. */
  readonly threshold?: number;
  /** Whether it has a rollback alarm for latency, too. */
  readonly latencyAlarm?: boolean;
  readonly owner?: string;
}

/** Puts the native resources of a template into the world, and gives the declaration that the custom resource passes on. */
export function declare(world: World, declared: DeclaredEndpoint): ReleaseDeclaration {
  const { version, instanceType = 'ml.m5.large', fallback = 'none', shadow, scalesTo, threshold, owner } = declared;
  const name = `declared-${instanceType}-${version}-${shadow ?? 'none'}`;
  const variant = (VariantName: string) => ({
    VariantName,
    ModelName: `declared-${VariantName}`,
    InstanceType: instanceType as 'ml.m5.large',
    InitialInstanceCount: 2,
    InitialVariantWeight: 1,
  });
  for (const role of ['champion', 'shadow']) {
    world.models[`declared-${role}`] = {
      $metadata: {},
      ModelName: `declared-${role}`,
      ExecutionRoleArn: 'arn:aws:iam::111122223333:role/hosting',
      EnableNetworkIsolation: true,
      PrimaryContainer: { Image: IMAGE },
      CreationTime: undefined,
      ModelArn: undefined,
    };
  }
  world.configs[name] = {
    $metadata: {},
    EndpointConfigName: name,
    EndpointConfigArn: undefined,
    CreationTime: undefined,
    ProductionVariants: [variant('champion')],
    ShadowProductionVariants: shadow === undefined ? undefined : [variant('shadow')],
  };
  return {
    endpointConfigName: name,
    manifests: { champion: manifest(version), ...(shadow === undefined ? {} : { shadow: manifest(shadow) }) },
    deployment: { alarmNames: ['abort'] },
    fallback,
    scaling: scalesTo === undefined ? {} : { champion: scalingTo(scalesTo) },
    rollback: [serverErrors(threshold ?? 0.01), ...(declared.latencyAlarm === true ? [LATENCY] : [])],
    ...(owner === undefined ? {} : { tags: { owner } }),
    probes: [],
    adoptExisting: declared.adoptExisting ?? false,
    approval: declared.approval ?? 'NOT_REQUIRED',
    waitFor: 'LIVE',
  };
}

const scalingTo = (maxCapacity: number) => ({
  minCapacity: 1,
  maxCapacity,
  targetInvocationsPerInstance: 100,
  scaleInCooldownSeconds: 300,
  scaleOutCooldownSeconds: 60,
});

const serverErrors = (threshold: number) => ({
  id: 'ServerErrors',
  metricName: 'Invocation5XXErrors',
  statistic: 'Average',
  threshold,
  description: '',
});

const LATENCY = { id: 'Latency', metricName: 'ModelLatency', statistic: 'p99', threshold: 500_000, description: '' };

let requests = 0;

/** A request of CloudFormation; each has an id of its own. */
export function fromCloudFormation(operation: ReleaseRequest['operation'], more: Partial<ReleaseRequest> = {}) {
  requests += 1;
  return {
    schemaVersion: RELEASE_SCHEMA_VERSION,
    operation,
    answer: {
      responseUrl: `https://cloudformation.example/${requests}`,
      stackId: 'stack',
      requestId: `request-${requests}`,
      logicalResourceId: 'Endpoint',
      physicalResourceId: ENDPOINT,
    },
    ...more,
  } satisfies ReleaseRequest;
}

export function asked(operation: ReleaseRequest['operation'], more: Partial<ReleaseRequest> = {}): ReleaseRequest {
  return { schemaVersion: RELEASE_SCHEMA_VERSION, operation, ...more };
}

/** An endpoint that somebody made by other means. */
export function foreign(world: World): World {
  declare(world, { version: 9 });
  const [config] = Object.values(world.configs);
  world.models['foreign-model'] = { ...world.models['declared-champion'], ModelName: 'foreign-model' } as never;
  world.configs['foreign-config'] = {
    ...config,
    EndpointConfigName: 'foreign-config',
    ProductionVariants: [{ ...config?.ProductionVariants?.[0], VariantName: 'champion', ModelName: 'foreign-model' }],
  } as never;
  world.endpoint = { status: 'InService', config: 'foreign-config', weights: { champion: 1 } };
  return world;
}
