import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BatchDeleteImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import * as tar from 'tar';
import type { ModelManifestDocument } from '../../../lib/contract';
import type { LocalAccount } from '../../local-aws/account';

const REPOSITORY = 'tiny';

export interface TinyModel {
  /** Path of `model.json`. */
  readonly manifest: string;
  readonly image: string;
  readonly version: string;
}

export interface TinyModelOptions {
  readonly version: string;
  readonly account: string;
  readonly region: string;
  /** @default 'tiny' */
  readonly name?: string;
  /** Never becomes healthy. */
  readonly sick?: boolean;
  /** Answers with another number of columns than it was sent. */
  readonly wrong?: boolean;
  /** What its image's digest is made of. @default - one image for all versions */
  readonly image?: string;
  /** Digest that the manifest claims. */
  readonly sha256?: string;
}

/** The command of the local process that stands for the image of a tiny model. */
export const TINY_MODEL_COMMAND = [process.execPath, path.join(__dirname, 'tiny-server.mjs')];

/** Takes an image out of its registry, so that only SageMaker still knows it. */
export async function vanishImage({ clientConfig }: LocalAccount, image: string): Promise<void> {
  const imageIds = [{ imageDigest: image.split('@')[1] }];
  await new ECRClient(clientConfig).send(new BatchDeleteImageCommand({ repositoryName: REPOSITORY, imageIds }));
}

/** Writes artifact and manifest of a model version, as a training run would. */
export async function writeTinyModel(folder: string, options: TinyModelOptions): Promise<TinyModel> {
  const { version, account, region, sick = false, wrong = false, image = 'tiny model', name = 'tiny' } = options;
  const target = path.join(folder, version);
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, 'model.json'), JSON.stringify({ version, sick, wrong }));
  const artifact = path.join(target, 'model.tar.gz');
  await tar.create({ gzip: true, file: artifact, cwd: target, portable: true, mtime: new Date(0) }, ['model.json']);
  const digest = createHash('sha256').update(image).digest('hex');
  const manifest: ModelManifestDocument = {
    schemaVersion: 1,
    name,
    version,
    image: `${account}.dkr.ecr.${region}.amazonaws.com/${REPOSITORY}@sha256:${digest}`,
    artifact: {
      file: 'model.tar.gz',
      sha256: options.sha256 ?? createHash('sha256').update(readFileSync(artifact)).digest('hex'),
    },
    featureSchema: {
      schemaVersion: 1,
      inputContentType: 'text/csv',
      outputContentType: 'text/csv',
      features: [
        { name: 'distance', kind: 'number', position: 0, unit: 'km' },
        { name: 'hour', kind: 'integer', position: 1 },
      ],
      outputs: [
        { name: 'columns', kind: 'integer', position: 0, primary: true },
        { name: 'version', kind: 'category', position: 1 },
      ],
    },
  };
  const file = path.join(target, 'manifest.json');
  writeFileSync(file, JSON.stringify(manifest));
  return { manifest: file, image: manifest.image, version };
}
