import { createGzip } from 'node:zlib';
import { capturePlace, type DriftMonitorSettings } from '../../../lib/contract';
import type { Documents } from '../../aws/documents';
import { ObjectError, type ObjectLocation, type ObjectStore, type ObjectVersion } from '../../aws/object-store';
import { encodeSketch, ObjectSketcher, type PreparedBaseline, type SketchDocument } from '../../drift';
import { plainEtag, predictionsKey, sketchKey } from './sketch-name';

/** What sketching needs. */
export interface Sketching {
  readonly settings: DriftMonitorSettings;
  readonly baseline: PreparedBaseline;
  readonly objects: ObjectStore;
  readonly documents: Documents;
  readonly signal: AbortSignal;
}

/** `gone`: the object expired or was deleted since it was named. */
export type SketchOutcome =
  | { readonly outcome: 'sketched' | 'already there'; readonly key: string; readonly rows?: number }
  | { readonly outcome: 'gone' };

/**
 * Reads one capture object once and stores its sketch and its prediction rows. The names depend on key, ETag and
 * baseline only, so an object that is named twice is one sketch.
 *
 * @param replace also where the sketch is there already: it cannot be read
 * @throws Error for a key that names no capture object of this variant
 */
export async function sketchObject(
  location: ObjectLocation,
  sketching: Sketching,
  replace = false,
): Promise<SketchOutcome> {
  const { settings, baseline, objects, documents, signal } = sketching;
  const hour = requireCaptureHour(location, settings);
  const version = await objects.find(location, signal);
  if (version === undefined) return { outcome: 'gone' };
  const object = { key: version.key, etag: version.etag, hour };
  const key = sketchKey(settings, baseline, object);
  const { bucket, keyArn: kmsKeyArn } = settings.data;
  if (!replace && (await objects.find({ bucket, key }, signal)) !== undefined) return { outcome: 'already there', key };

  const made = await readOnce(version, sketching);
  if (made === undefined) return { outcome: 'gone' };
  const gzip = { kmsKeyArn, contentType: 'application/gzip' };
  // First the rows: where the sketch is, everything is.
  if (made.predictions.length > 0) {
    await documents.write({ bucket, key: predictionsKey(settings, object) }, made.predictions, gzip);
  }
  await documents.write({ bucket, key }, encodeSketch(made.sketch), gzip);
  return { outcome: 'sketched', key, rows: made.sketch.rows };
}

function requireCaptureHour({ key }: ObjectLocation, settings: DriftMonitorSettings): string {
  const place = capturePlace(key);
  const { endpointName, variantName } = settings;
  if (place?.endpointName === endpointName && place.variantName === variantName) return place.hour;
  const expected = `…/${endpointName}/${variantName}/yyyy/mm/dd/hh/<name>.jsonl`;
  throw new Error(`${JSON.stringify(key.slice(0, 200))} is no capture object of this monitor; expected ${expected}.`);
}

/** @returns undefined where the object vanished meanwhile. */
async function readOnce(
  version: ObjectVersion,
  { baseline, objects, signal }: Sketching,
): Promise<{ sketch: SketchDocument; predictions: Buffer } | undefined> {
  const rows = createGzip();
  const packed: Buffer[] = [];
  let anyRows = false;
  const ended = new Promise<void>((resolve, reject) => {
    rows.on('data', (chunk: Buffer) => packed.push(chunk));
    rows.on('end', resolve);
    rows.on('error', reject);
  });
  const sketcher = new ObjectSketcher(baseline, {
    objectKey: version.key,
    etag: plainEtag(version.etag),
    writePredictions: (lines) => {
      anyRows = true;
      rows.write(lines);
    },
  });
  try {
    for await (const chunk of await objects.read(version, 0, signal)) sketcher.push(chunk);
  } catch (error) {
    rows.destroy();
    if (error instanceof ObjectError && error.reason === 'missing') return undefined;
    throw error;
  }
  const sketch = sketcher.end();
  rows.end();
  await ended;
  return { sketch, predictions: anyRows ? Buffer.concat(packed) : Buffer.alloc(0) };
}
