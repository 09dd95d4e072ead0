import { inParallel } from '../../aws/in-parallel';
import { decodeSketch, type SketchDocument, SketchError, SketchMerger, type SketchTotals } from '../../drift';
import { type Sketching, sketchObject } from '../drift-sketch/sketch-object';
import type { WindowSketch } from './window-sketches';

const READS_AT_ONCE = 16;

export interface MergedSketches {
  readonly totals: SketchTotals;
  /** Sketches that cannot be read, of objects that are gone. */
  readonly lost: readonly string[];
}

/** Adds up the sketches of a window. One that vanished or cannot be read is made again from its object. */
export async function mergeSketches(sketches: readonly WindowSketch[], sketching: Sketching): Promise<MergedSketches> {
  const merger = new SketchMerger();
  const lost: string[] = [];
  await inParallel(sketches, READS_AT_ONCE, async (sketch) => {
    const document = (await readSketch(sketch.key, sketching)) ?? (await again(sketch, sketching));
    if (document === undefined) lost.push(sketch.key);
    else merger.add(document);
  });
  return { totals: merger.totals(), lost: lost.sort() };
}

async function again({ object }: WindowSketch, sketching: Sketching): Promise<SketchDocument | undefined> {
  if (object === undefined) return undefined;
  const made = await sketchObject(object, sketching, true);
  return made.outcome === 'gone' ? undefined : readSketch(made.key, sketching);
}

/** @returns undefined where there is none, or none that may be merged. */
async function readSketch(
  key: string,
  { settings, documents, baseline }: Sketching,
): Promise<SketchDocument | undefined> {
  const stored = await documents.read({ bucket: settings.data.bucket, key });
  if (stored === undefined) return undefined;
  try {
    return decodeSketch(stored.body, baseline.document.id, baseline.counted);
  } catch (error) {
    if (error instanceof SketchError) return undefined;
    throw error;
  }
}
