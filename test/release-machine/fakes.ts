import type { Tag } from '@aws-sdk/client-sagemaker';
import type { Documents } from '../../lambda/aws/documents';
import type { Hosting } from '../../lambda/aws/hosting';
import type { ObjectStore } from '../../lambda/aws/object-store';
import type { LedgerWrite, ReleaseLedger } from '../../lambda/aws/release-ledger';
import type { HostingParts } from '../../lambda/handlers/release-hosting/parts';
import type { LedgerParts } from '../../lambda/handlers/release-ledger/parts';
import type { ProbeParts } from '../../lambda/handlers/release-probe/probe';
import { type ObservedEndpoint, ReleaseTag } from '../../lib/contract';
import { isRunning, SETTINGS, START, type World } from './world';

/** The parts of every function of the machine, over one world. */
export function partsOver(world: World): LedgerParts & HostingParts & ProbeParts {
  return {
    settings: SETTINGS,
    ledger: ledgerOver(world),
    signer: {
      sign: async (release) => ({ release, signature: 'signed', keyArn: SETTINGS.signingKeyArn }),
      verify: async ({ signature }) => signature === 'signed',
    },
    executions: {
      isRunning: async (arn) => world.executions.some((execution) => execution.arn === arn && isRunning(execution)),
    },
    hosting: hostingOver(world),
    objects: objectsOver(world),
    images: { find: async (image) => ({ kind: world.gone.includes(image) ? 'absent' : 'elsewhere' }) },
    scaling: {
      registered: async () => Object.keys(world.around.scaling),
      register: async (name, { maxCapacity }) => {
        world.around.scaling[name] = maxCapacity;
      },
      deregister: async (name) => {
        delete world.around.scaling[name];
      },
    },
    alarms: {
      put: async (name, _fleet, { threshold }) => {
        if (!world.alarms.includes(name)) world.alarms.push(name);
        world.around.thresholds[name] = threshold;
      },
      remove: async (names) => {
        world.alarms = world.alarms.filter((name) => !names.includes(name));
        for (const name of names) delete world.around.thresholds[name];
      },
      metric: async () => {
        world.abort = true;
      },
      firing: async () => [],
    },
    evidence: { write: async () => true } as Pick<Documents, 'write'>,
    invoke: async () => '1',
    signal: new AbortController().signal,
    now: () => new Date(START),
    log: () => {},
  };
}

function ledgerOver(world: World): ReleaseLedger {
  return {
    head: async () => world.head,
    releases: async () => new Map(Object.values(world.releases).map((signed) => [signed.release.number, signed])),
    outcomes: async () => new Map(Object.values(world.outcomes).map((outcome) => [outcome.number, outcome])),
    settings: async (sha256) => world.settings[sha256],
    approvals: async (manifestSha256) =>
      world.approved.includes(manifestSha256)
        ? (['AUTHOR', 'APPROVER'] as const).map((role) => ({
            schemaVersion: 1,
            manifestSha256,
            modelName: 'flights',
            version: '',
            userId: role,
            by: role,
            at: START,
            role,
          }))
        : [],
    write: async (write) => writeTo(world, write),
    note: async () => {},
  };
}

function writeTo(world: World, { head, release, outcome, settings }: LedgerWrite): boolean {
  if ((world.head?.revision ?? 0) !== head.revision - 1) return false;
  // What the store does to a record: undefined members are gone.
  world.head = JSON.parse(JSON.stringify(head));
  const number = release?.release.number;
  if (release !== undefined && number !== undefined) {
    if (world.releases[number] !== undefined) world.broken.push(`release ${number} was written twice`);
    world.releases[number] = JSON.parse(JSON.stringify(release));
  }
  if (outcome !== undefined) {
    if (world.outcomes[outcome.number] !== undefined) world.broken.push(`outcome ${outcome.number} was written twice`);
    world.outcomes[outcome.number] = JSON.parse(JSON.stringify(outcome));
  }
  if (settings !== undefined) world.settings[settings.sha256] = settings.settings;
  return true;
}

export function observed({ endpoint }: World): ObservedEndpoint {
  if (endpoint === undefined) return {};
  const variants = Object.entries(endpoint.weights).map(([variantName, weight]) => ({
    variantName,
    weight,
    instanceCount: 2,
  }));
  return { status: endpoint.status, endpointConfigName: endpoint.config, variants };
}

/** Tags without those of the library itself. */
export function usersTags(tags: readonly Tag[] = []): Record<string, string> {
  const own: readonly string[] = Object.values(ReleaseTag);
  return Object.fromEntries(tags.flatMap(({ Key = '', Value = '' }) => (own.includes(Key) ? [] : [[Key, Value]])));
}

function hostingOver(world: World): Hosting {
  return {
    endpoint: async () => observed(world),
    endpointConfig: async (name) => world.configs[name],
    model: async (name) => world.models[name],
    createModel: async ({ ModelName = '', Tags, ...model }) => {
      if (world.models[ModelName] === undefined) world.around.tags[ModelName] = usersTags(Tags);
      world.models[ModelName] = { $metadata: {}, ModelName, ...model } as never;
    },
    createEndpointConfig: async ({ EndpointConfigName = '', Tags, ...config }) => {
      if (world.configs[EndpointConfigName] === undefined) world.around.tags[EndpointConfigName] = usersTags(Tags);
      for (const { ModelName = '' } of config.ProductionVariants ?? []) {
        if (world.models[ModelName] === undefined)
          world.broken.push(`${EndpointConfigName} names no model: ${ModelName}`);
      }
      world.configs[EndpointConfigName] = { $metadata: {}, EndpointConfigName, ...config } as never;
    },
    deleteEndpoint: async () => {
      if (world.endpoint !== undefined) world.endpoint.status = 'Deleting';
    },
    deleteEndpointConfig: async (name) => {
      if (world.endpoint?.status !== 'Deleting' && [world.endpoint?.config, world.endpoint?.toConfig].includes(name))
        world.broken.push(`${name} was deleted in use`);
      delete world.configs[name];
      delete world.around.tags[name];
    },
    deleteModel: async (name) => {
      delete world.models[name];
      delete world.around.tags[name];
    },
    retag: async ({ name }, tags, gone) => {
      const kept = Object.entries(world.around.tags[name] ?? {}).filter(([key]) => !gone.includes(key));
      world.around.tags[name] = { ...Object.fromEntries(kept), ...tags };
    },
  };
}

function objectsOver(world: World): ObjectStore {
  return {
    find: async ({ bucket, key }) =>
      world.gone.includes(`s3://${bucket}/${key}`)
        ? undefined
        : { bucket, key, etag: 'etag', sizeBytes: 1, sha256: /\/([0-9a-f]{64})\//.exec(key)?.[1] },
    read: () => Promise.reject(new Error('nothing is read here')),
    copy: async () => true,
  };
}
