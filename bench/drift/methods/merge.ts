// 1,000 stored sketches of one object each, added up as the evaluator does it. Usage: merge BASELINE FILE
import { readFileSync } from 'node:fs';
import {
  decodeSketch,
  encodeSketch,
  ObjectSketcher,
  prepareBaseline,
  readBaseline,
  SketchMerger,
  sketchId,
} from '../../../lambda/drift';

const SKETCHES = 1000;

const [baselinePath = '', path = ''] = process.argv.slice(2);
const baseline = prepareBaseline(readBaseline(readFileSync(baselinePath, 'utf8'), baselinePath));
const sketcher = new ObjectSketcher(baseline, { objectKey: path, etag: 'bench' });
sketcher.push(readFileSync(path));
const made = sketcher.end();
const stored = encodeSketch(made);
const sketches = Array.from({ length: SKETCHES }, (_, i) => {
  // Each from storage, so that none shares its arrays with another.
  const sketch = decodeSketch(stored, baseline.document.id, baseline.counted);
  const source = { ...made.source, objectKey: `${path}-${i}` };
  return { ...sketch, source, id: sketchId(source) };
});
const before = process.cpuUsage();
const merger = new SketchMerger();
for (const sketch of sketches) merger.add(sketch);
const { rows } = merger.totals();
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    rows,
    verdict: `${merger.size} merged`,
    mergeMilliseconds: (user + system) / 1000,
    sketchKilobytes: stored.length / 1024,
    maxRssMb: process.resourceUsage().maxRSS / 1024,
  }),
);
