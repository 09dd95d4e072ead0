import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { CaptureLine } from '../../lib/contract';

/** What lies in the bucket after a replay, read back line by line. */
export interface CapturedSummary {
  readonly objects: number;
  readonly bytes: number;
  /** Lines by variant name. */
  readonly lines: ReadonlyMap<string, number>;
  /** Lines of each variant that carry an inference id and both payloads. */
  readonly complete: number;
  /** One captured line as it lies there. */
  readonly example: { readonly key: string; readonly line: string } | undefined;
}

/** `…/{endpoint}/{variant}/yyyy/mm/dd/hh/{file}.jsonl` */
const VARIANT_FROM_KEY = /\/([^/]+)\/\d{4}\/\d{2}\/\d{2}\/\d{2}\/[^/]+\.jsonl$/;

function isComplete(line: string): boolean {
  const { captureData, eventMetadata } = JSON.parse(line) as CaptureLine;
  return (
    eventMetadata.inferenceId !== undefined &&
    captureData.endpointInput !== undefined &&
    captureData.endpointOutput !== undefined
  );
}

/** Lists every captured object below a prefix, reads all of them and counts. */
export async function readCaptured(s3: S3Client, bucket: string, prefix: string): Promise<CapturedSummary> {
  const lines = new Map<string, number>();
  let objects = 0;
  let bytes = 0;
  let complete = 0;
  let example: CapturedSummary['example'];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key = '' } of page.Contents ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const text = (await Body?.transformToString('utf8')) ?? '';
      const variant = VARIANT_FROM_KEY.exec(key)?.[1] ?? key;
      const captured = text.split('\n').filter((line) => line !== '');
      objects += 1;
      bytes += Buffer.byteLength(text);
      complete += captured.filter(isComplete).length;
      lines.set(variant, (lines.get(variant) ?? 0) + captured.length);
      example ??= captured[0] === undefined ? undefined : { key, line: captured[0] };
    }
  }
  return { objects, bytes, lines, complete, example };
}
