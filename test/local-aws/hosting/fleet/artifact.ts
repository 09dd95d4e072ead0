/** Brings a model artifact from S3 into a directory, as SageMaker does under /opt/ml/model. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { ContainerDefinition } from '@aws-sdk/client-sagemaker';
import { extract, type ReadEntry } from 'tar';
import { messageOf } from '../errors';

/** Fetches what `container` names into `directory`, which must exist. Without an artifact nothing happens. */
export async function fetchArtifact(s3: S3Client, container: ContainerDefinition, directory: string): Promise<void> {
  const source = container.ModelDataSource?.S3DataSource;
  if (source?.S3DataType === 'S3Prefix') {
    if (source.CompressionType === 'Gzip') {
      throw new Error('ModelDataSource: S3DataType S3Prefix goes with CompressionType None; use S3Object for Gzip.');
    }
    return fetchPrefix(s3, source.S3Uri ?? '', directory);
  }
  if (source?.CompressionType === 'None') {
    return fetchObject(s3, source.S3Uri ?? '', directory);
  }
  const uri = source?.S3Uri ?? container.ModelDataUrl;
  return uri === undefined ? undefined : fetchArchive(s3, uri, directory);
}

function locate(uri: string): { Bucket: string; Key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new Error(`Could not access model data at ${uri}: expected s3://bucket/key.`);
  }
  return { Bucket: bucket, Key: key };
}

async function open(s3: S3Client, uri: string, place: { Bucket: string; Key: string }): Promise<Readable> {
  try {
    const { Body } = await s3.send(new GetObjectCommand(place));
    return Body as Readable;
  } catch (error) {
    throw new Error(
      `Could not access model data at ${uri}. Please ensure that the object exists and that the role may read it: ${messageOf(error)}`,
    );
  }
}

async function fetchArchive(s3: S3Client, uri: string, directory: string): Promise<void> {
  const body = await open(s3, uri, locate(uri));
  let escaping: string | undefined;
  // An error thrown in the filter would end the process: it is kept, and the entry is not written.
  const filter = (path: string, entry: unknown): boolean => {
    escaping ??= escapeOf(path, entry as ReadEntry);
    return escaping === undefined;
  };
  try {
    await pipeline(body, extract({ cwd: directory, strict: true, filter }));
    if (escaping !== undefined) throw new Error(escaping);
  } catch (error) {
    throw new Error(
      `Failed to extract model data archive from ${uri}. Please ensure that it is a tar archive compressed with gzip: ${messageOf(error)}`,
    );
  }
}

/** How an entry would leave the directory, in words; undefined for one that stays inside. */
function escapeOf(path: string, entry: ReadEntry): string | undefined {
  const leaves = (target: string) =>
    isAbsolute(target) || relative('/model', resolve('/model', target)).startsWith('..');
  if (leaves(path)) return `the entry "${path}" leaves the model directory`;
  const link = entry.linkpath;
  if (link === undefined || link === '') return undefined;
  const target = entry.type === 'Link' || isAbsolute(link) ? link : join(dirname(path), link);
  return leaves(target) ? `the link "${path}" points outside the model directory, to "${link}"` : undefined;
}

async function fetchObject(s3: S3Client, uri: string, directory: string): Promise<void> {
  const place = locate(uri);
  await save(await open(s3, uri, place), join(directory, place.Key.split('/').at(-1) ?? 'model'));
}

async function fetchPrefix(s3: S3Client, uri: string, directory: string): Promise<void> {
  const { Bucket, Key: Prefix } = locate(uri);
  let token: string | undefined;
  let found = 0;
  do {
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: token }));
    for (const { Key } of listed.Contents ?? []) {
      if (Key === undefined || Key.endsWith('/')) continue;
      const target = resolve(directory, Key.slice(Prefix.length));
      if (!target.startsWith(`${resolve(directory)}/`)) throw new Error(`the key "${Key}" leaves the model directory`);
      await save(await open(s3, `s3://${Bucket}/${Key}`, { Bucket, Key }), target);
      found += 1;
    }
    token = listed.NextContinuationToken;
  } while (token !== undefined);
  if (found === 0) throw new Error(`Could not find model data at ${uri}: there is no object under this prefix.`);
}

async function save(body: Readable, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(body, createWriteStream(path));
}
