import {
  decodeSketch,
  encodeSketch,
  ObjectSketcher,
  type PreparedBaseline,
  SketchMerger,
  type SketchTotals,
} from '../../../lambda/drift';
import { random } from '../../capture/support/fuzz';
import { captureObject, flightRows } from './reference';

/** What a window of many objects must add up to. */
export interface ManyObjects {
  readonly totals: SketchTotals;
  readonly merged: number;
  readonly rows: number;
  readonly badLines: number;
  /** Rows by origin. */
  readonly origins: ReadonlyMap<string, number>;
}

/** Sketches, stores, reads back and merges many small objects in random order, every third of them twice. */
export function sketchManyObjects(baseline: PreparedBaseline, objects: number, seed: number): ManyObjects {
  const next = random(seed);
  const stored: Buffer[] = [];
  const origins = new Map<string, number>();
  let rows = 0;
  let badLines = 0;
  for (let i = 0; i < objects; i++) {
    const some = flightRows(seed * 100_000 + i, Math.floor(next() * 12));
    const broken = next() < 0.2 ? Buffer.from('{"cut') : Buffer.alloc(0);
    const sketcher = new ObjectSketcher(baseline, { objectKey: `capture/${i}.jsonl`, etag: 'e' });
    sketcher.push(Buffer.concat([some.length > 0 ? captureObject(some) : Buffer.alloc(0), broken]));
    const sketch = encodeSketch(sketcher.end());
    stored.push(...(i % 3 === 0 ? [sketch, sketch] : [sketch]));
    rows += some.length;
    badLines += broken.length > 0 ? 1 : 0;
    for (const row of some) origins.set(String(row[2]), (origins.get(String(row[2])) ?? 0) + 1);
  }
  const merger = new SketchMerger();
  const shuffled = stored.map((sketch) => ({ sketch, at: next() })).sort((a, b) => a.at - b.at);
  for (const { sketch } of shuffled) merger.add(decodeSketch(sketch, baseline.document.id, baseline.counted));
  return { totals: merger.totals(), merged: merger.size, rows, badLines, origins };
}
