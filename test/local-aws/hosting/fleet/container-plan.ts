/** From a variant to what its process is started with: artifact, command, environment. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AwsClients, accessKeyOf } from '../aws-clients';
import type { HostingSettings } from '../settings';
import type { Account } from '../state';
import { fetchArtifact } from './artifact';
import type { ContainerSpec } from './container';
import type { LocalImages } from './images';
import type { Variant } from './variant';

export interface ContainerPlan {
  /** @throws Error saying why the variant cannot be started, as FailureReason shows it. */
  specOf(variant: Variant): Promise<ContainerSpec>;
  /** Removes the artifacts of the fleet. */
  discard(): Promise<void>;
}

export interface ContainerPlanContext {
  readonly account: Account;
  readonly aws: AwsClients;
  readonly images: LocalImages;
  readonly settings: HostingSettings;
  /** Directory for this fleet's artifacts. */
  readonly directory: string;
  /** Models with network isolation get no credentials, as on AWS. */
  readonly isolated: (variant: Variant) => boolean;
}

/** Variables of this process that a container needs to run at all; nothing else of it is passed on. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL'];

export function containerPlan(context: ContainerPlanContext): ContainerPlan {
  return {
    specOf: (variant) => specOf(context, variant),
    // A download that is still writing may keep it; what is left goes when the emulator ends.
    discard: () => rm(context.directory, { recursive: true, force: true }).catch(() => {}),
  };
}

async function specOf(context: ContainerPlanContext, variant: Variant): Promise<ContainerSpec> {
  const { settings, directory } = context;
  const image = context.images.find(variant.image);
  if (image.cwd !== undefined && !existsSync(image.cwd)) {
    throw new Error(`The directory "${image.cwd}" of image "${image.image}" does not exist. Register the image again.`);
  }
  const modelDirectory = join(directory, variant.role, variant.name);
  await rm(modelDirectory, { recursive: true, force: true });
  await mkdir(modelDirectory, { recursive: true });
  await fetchArtifact(context.aws.s3, variant.model, modelDirectory);
  const healthCheck = variant.configured.ContainerStartupHealthCheckTimeoutInSeconds ?? Number.POSITIVE_INFINITY;
  return {
    command: [...image.command, 'serve'],
    cwd: image.cwd ?? modelDirectory,
    env: {
      ...inherited(),
      ...image.env,
      ...(context.isolated(variant) ? {} : credentials(context.account, settings.awsUrl)),
      ...variant.model.Environment,
      SM_MODEL_DIR: modelDirectory,
      SAGEMAKER_CONTAINER_NAME: variant.containerName,
    },
    startTimeout: Math.min(settings.startTimeout, healthCheck),
    stopTimeout: settings.stopTimeout,
  };
}

function inherited(): Record<string, string> {
  const entries = INHERITED.map((name) => [name, process.env[name]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function credentials(account: Account, awsUrl: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    AWS_ACCESS_KEY_ID: accessKeyOf(account.id),
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}
