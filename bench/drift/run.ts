import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { BASELINE_SCHEMA_VERSION } from '../../lambda/drift';
import { writeBaseline } from './baseline';
import { bundleMethod, FOLDER } from './bundle';
import { generate } from './generate';
import { type Job, measureAll } from './measure';
import { peerJobs } from './peers';
import { benchReport } from './report';

/** How often the captured rows are read as one object to see whether memory grows. */
const TIMES = 10;
const FEW = 10_000;

export interface DriftBenchOptions {
  /** @default 1,000,000 */
  readonly rows?: number;
}

/** Measures the drift engine beside its peers and the physical limit. @returns a Markdown report that says which marks it holds. */
export function benchDrift({ rows = 1_000_000 }: DriftBenchOptions = {}): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = (name: string) => path.join(FOLDER, name);
  const baseline = writeBaseline(file(`baseline-${BASELINE_SCHEMA_VERSION}.json`));
  const jsonBaseline = writeBaseline(file(`baseline-${BASELINE_SCHEMA_VERSION}-json.json`), 'JSON');
  const lines = (count: number, encoding?: 'JSON' | 'BASE64' | 'ESCAPED') => {
    const name = encoding === undefined ? `rows-${count}.jsonl` : `rows-${count}-${encoding}.jsonl`;
    return generate(file(name), { rows: count, seed: 1, decimals: 6, rowsPerLine: 1, encoding });
  };
  const [fast, few] = [lines(rows), lines(FEW)];
  const node = process.execPath;
  const engine = [node, bundleMethod('engine')];
  // As it is shipped; the build that precedes every benchmark made it.
  const cli = [node, 'bin/production-ml.js', 'drift', 'compare', '--baseline', baseline];
  const ours: Job[] = [
    { name: 'this library', what: 'all statistics, verdict', runs: 6, command: [...engine, baseline, fast] },
    {
      name: 'byte sum',
      what: '`s = (s + buf[i]) \\| 0`',
      runs: 6,
      command: [node, bundleMethod('byte-sum'), fast],
    },
    {
      name: 'BASE64',
      what: 'this library, slow path',
      runs: 2,
      command: [...engine, baseline, lines(rows, 'BASE64')],
    },
    {
      name: 'escapes',
      what: 'this library, slow path',
      runs: 2,
      command: [...engine, baseline, lines(rows, 'ESCAPED')],
    },
    {
      name: 'JSON bodies',
      what: 'this library, slow path',
      runs: 2,
      command: [...engine, jsonBaseline, lines(rows, 'JSON')],
    },
    {
      name: 'readline',
      what: 'JSON.parse, split, Number; no statistic',
      runs: 1,
      command: [node, bundleMethod('readline'), fast],
    },
    {
      name: 'command line',
      what: `drift compare on ${FEW} rows`,
      runs: 6,
      command: [...cli, '--current', few, '--json', '-'],
    },
    {
      name: 'long object',
      what: `${TIMES} times the rows`,
      runs: 1,
      command: [...engine, baseline, fast, String(TIMES)],
    },
    {
      name: 'merge',
      what: '1,000 sketches',
      runs: 3,
      command: [node, bundleMethod('merge'), baseline, few],
    },
  ];
  const { jobs: peers, remark } = peerJobs({ baseline, captured: fast, folder: FOLDER });
  const jobs = [...ours, ...peers];
  return benchReport(jobs, measureAll(jobs), { rows, remark });
}
