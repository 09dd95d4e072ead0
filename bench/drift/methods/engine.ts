// Our engine: captured lines on disk to the verdict on a window, as the Lambda function does it. Usage: engine BASELINE FILE [TIMES]
// TIMES reads the file so often as if it were one long object.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { ObjectSketcher, prepareBaseline, readBaseline, SketchMerger, WindowEvaluator } from '../../../lambda/drift';

const [baselinePath = '', path = '', times = '1'] = process.argv.slice(2);
const baseline = prepareBaseline(readBaseline(readFileSync(baselinePath, 'utf8'), baselinePath));
const sketcher = new ObjectSketcher(baseline, { objectKey: path, etag: 'bench' });
const chunk = Buffer.allocUnsafe(1 << 18);
for (let time = 0; time < Number(times); time++) {
  const file = openSync(path, 'r');
  for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) sketcher.push(chunk.subarray(0, read));
  closeSync(file);
}
const merger = new SketchMerger();
merger.add(sketcher.end());
const report = new WindowEvaluator(baseline).evaluate(merger.totals(), {
  window: { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z', revision: 0 },
  evaluatedAt: '2026-01-02T00:20:00Z',
});
const maxRssMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ rows: report.rows, verdict: report.verdict, maxRssMb }));
