import { createHash } from 'node:crypto';
import { type DriftMonitorSettings, predictionFolder, sketchFolder } from '../../../lib/contract';
import { type PreparedBaseline, sketchId } from '../../drift';

/** A capture object in one state: another content has another ETag. */
export interface CaptureVersion {
  readonly key: string;
  /** As S3 gives it, with quotes or without. */
  readonly etag: string;
  /** `yyyy/mm/dd/hh`. */
  readonly hour: string;
}

const SUFFIX = '.json.gz';
const sha256 = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** S3 quotes ETags in answers and not in events. */
export function plainEtag(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}

/** Which object a sketch was made of, whatever the content: two sketches with the same mark must not both count. */
export function objectMark(objectKey: string): string {
  return sha256(objectKey).slice(0, 16);
}

/** Key of the sketch of a capture object in the cells of a baseline. */
export function sketchKey(settings: DriftMonitorSettings, baseline: PreparedBaseline, object: CaptureVersion): string {
  const baselineId = baseline.document.id;
  const id = sketchId({ objectKey: object.key, etag: plainEtag(object.etag), baselineId });
  return `${sketchFolder(settings, baselineId, object.hour)}${objectMark(object.key)}-${id}${SUFFIX}`;
}

/** The mark in the key of a sketch; undefined for any other object. */
export function markOf(key: string): string | undefined {
  return /\/([0-9a-f]{16})-[0-9a-f]{64}\.json\.gz$/.exec(key)?.[1];
}

/** Key of the prediction rows of a capture object. They do not depend on the baseline. */
export function predictionsKey(settings: DriftMonitorSettings, object: CaptureVersion): string {
  const id = sha256(object.key, plainEtag(object.etag)).slice(0, 32);
  return `${predictionFolder(settings, object.hour)}${objectMark(object.key)}-${id}.jsonl.gz`;
}
