import { capturePlace, type DriftMonitorSettings, hourPath, sketchFolder } from '../../../lib/contract';
import type { Documents, ListedObject } from '../../aws/documents';
import { inParallel } from '../../aws/in-parallel';
import type { ObjectLocation } from '../../aws/object-store';
import { markOf, objectMark, sketchKey } from '../drift-sketch/sketch-name';
import { type Sketching, sketchObject } from '../drift-sketch/sketch-object';
import type { Span } from './request';

const HOUR = 3_600_000;
const LISTINGS_AT_ONCE = 8;
/** Each sketch that is made needs a core; a second one uses the time in which the first waits for S3. */
const SKETCHES_AT_ONCE = 2;

/** The sketch of one capture object. */
export interface WindowSketch {
  readonly key: string;
  /** The object it was made of; undefined where that is gone, so that the sketch cannot be made again. */
  readonly object?: ObjectLocation;
}

/**
 * The sketches that make up a window, one for each capture object, by key. What has no sketch yet (an event was lost, or
 * the bucket sends none) is sketched now; what vanished since it was listed is left out.
 */
export async function windowSketches(span: Span, sketching: Sketching): Promise<readonly WindowSketch[]> {
  const hours = hoursOf(span);
  const captured = await capturedObjects(hours, sketching);
  const stored = await storedSketches(hours, sketching);
  const there = new Set(stored.map(({ key }) => key));
  const { settings, baseline } = sketching;

  const current = await inParallel(captured, SKETCHES_AT_ONCE, async (object): Promise<WindowSketch[]> => {
    const hour = capturePlace(object.key)?.hour ?? '';
    const key = sketchKey(settings, baseline, { ...object, hour });
    if (there.has(key)) return [{ key, object }];
    const made = await sketchObject(object, sketching);
    return made.outcome === 'gone' ? [] : [{ key: made.key, object }];
  });
  return [...current.flat(), ...withoutObject(stored, captured)].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Sketches of objects that have expired; where one was rewritten before, only the newest counts. */
function withoutObject(stored: readonly ListedObject[], captured: readonly ListedObject[]): WindowSketch[] {
  const listed = new Set(captured.map(({ key }) => objectMark(key)));
  const newest = new Map<string, ListedObject>();
  for (const sketch of stored) {
    const mark = markOf(sketch.key);
    if (mark === undefined || listed.has(mark)) continue;
    if ((newest.get(mark)?.lastModified ?? Number.NEGATIVE_INFINITY) <= sketch.lastModified) newest.set(mark, sketch);
  }
  return [...newest.values()].map(({ key }) => ({ key }));
}

/** Where captures of a variant lie, and what lists them. */
export interface CaptureListing {
  readonly settings: Pick<DriftMonitorSettings, 'endpointName' | 'variantName' | 'capture'>;
  readonly documents: Pick<Documents, 'list' | 'folders'>;
}

/** The capture objects of a span of whole hours. */
export async function capturedIn(span: Span, listing: CaptureListing): Promise<readonly ListedObject[]> {
  return capturedObjects(hoursOf(span), listing);
}

async function capturedObjects(hours: readonly string[], { settings, documents }: CaptureListing) {
  const { bucket, prefix, byConfiguration } = settings.capture;
  const roots = byConfiguration ? await documents.folders(bucket, prefix) : [prefix];
  const folders = roots.flatMap((root) =>
    hours.map((hour) => `${root}${settings.endpointName}/${settings.variantName}/${hour}/`),
  );
  const pages = await inParallel(folders, LISTINGS_AT_ONCE, (folder) => documents.list(bucket, folder));
  return pages.flat().filter(({ key }) => capturePlace(key) !== undefined);
}

async function storedSketches(hours: readonly string[], { settings, baseline, documents }: Sketching) {
  const folders = hours.map((hour) => sketchFolder(settings, baseline.document.id, hour));
  const pages = await inParallel(folders, LISTINGS_AT_ONCE, (folder) => documents.list(settings.data.bucket, folder));
  return pages.flat();
}

function hoursOf({ start, end }: Span): string[] {
  const count = (end.getTime() - start.getTime()) / HOUR;
  return Array.from({ length: count }, (_, index) => hourPath(new Date(start.getTime() + index * HOUR)));
}
