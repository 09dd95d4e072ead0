import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { isNumericColumn, readBaseline } from '../../lambda/drift';
import { REFERENCE_ROWS, referenceRows, writeBaseline } from './baseline';
import { FEATURES, generate } from './generate';
import { type Measured, measure } from './measure';

const FOLDER = 'build/drift-bench';
const PYTHON = '.local/bench-peers/bin/python';
const PEERS = ['duckdb', 'numpy', 'scipy', 'evidently'] as const;

/** What the slow path is held to, in rows a CPU-second. */
const SLOW_MARK = 150_000;

/** What the engine is held to, as ratios of rows a CPU-second. */
const MARKS: Readonly<Record<string, number>> = { duckdb: 1.5, numpy: 2.4, scipy: 6, evidently: 30, 'byte sum': 0.45 };

export interface DriftBenchOptions {
  /** @default 1,000,000 */
  readonly rows?: number;
  /** Of each method; the quickest counts. @default 2 */
  readonly runs?: number;
}

interface Line {
  readonly name: string;
  readonly what: string;
  readonly measured: Measured;
  readonly rows: number;
}

/** Measures the drift engine beside its peers and the physical limit. @returns a Markdown report. */
export function benchDrift({ rows = 1_000_000, runs = 2 }: DriftBenchOptions = {}): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = (name: string) => path.join(FOLDER, name);
  const baseline = writeBaseline(file('baseline.json'));
  const fast = generate(file(`rows-${rows}.jsonl`), { rows, seed: 1, decimals: 6, rowsPerLine: 1 });
  const few = generate(file('rows-10000.jsonl'), { rows: 10_000, seed: 1, decimals: 6, rowsPerLine: 1 });
  const encoded = (encoding: 'JSON' | 'BASE64' | 'ESCAPED') =>
    generate(file(`rows-${rows}-${encoding}.jsonl`), {
      rows: rows,
      seed: 1,
      decimals: 6,
      rowsPerLine: 1,
      encoding,
    });
  const jsonBaseline = writeBaseline(file('baseline-json.json'), 'JSON');
  const ours = bundle('engine');
  const node = process.execPath;
  const line = (name: string, what: string, count: number, command: readonly string[], times = runs): Line => {
    process.stderr.write(`  ${name} ...\n`);
    return { name, what, rows: count, measured: measure(command, times) };
  };
  const lines = [
    line('this library', 'all statistics, verdict', rows, [node, ours, baseline, fast], runs + 1),
    line('this library, BASE64', 'the same, slow path', rows, [node, ours, baseline, encoded('BASE64')]),
    line('this library, escapes', 'the same, slow path', rows, [node, ours, baseline, encoded('ESCAPED')]),
    line('this library, JSON bodies', 'the same, slow path', rows, [node, ours, jsonBaseline, encoded('JSON')]),
    line('byte sum', '`s = (s + buf[i]) \\| 0`', rows, [node, bundle('byte-sum'), fast], runs + 1),
    line('readline', 'JSON.parse, split, Number; no statistic', rows, [node, bundle('readline'), fast], 1),
  ];
  const small = line('this library', '10,000 rows', 10_000, [node, ours, baseline, few], runs + 3);
  const peers = peerLines(line, rows, fast, baseline);
  return report([...lines, ...peers.lines], small, peers.remark);
}

type MakeLine = (name: string, what: string, rows: number, command: readonly string[], times?: number) => Line;

function peerLines(
  line: MakeLine,
  rows: number,
  captured: string,
  baseline: string,
): { lines: Line[]; remark: string } {
  if (!existsSync(PYTHON)) {
    const remark =
      'The Python peers were not measured: their environment is absent. Make it with `python3 -m venv .local/bench-peers && ' +
      '.local/bench-peers/bin/pip install --require-hashes -r bench/peers/requirements.txt`.';
    return { lines: [], remark };
  }
  const edges = path.join(FOLDER, 'edges.json');
  const reference = path.join(FOLDER, 'reference.csv');
  writePeerReference(baseline, edges, reference);
  const what = {
    duckdb: 'histogram(), PSI₁₀, nulls',
    numpy: 'binned PSI, KS',
    scipy: 'exact PSI, JS, KS, W',
    evidently: 'DataDriftPreset',
  };
  const job = (tool: (typeof PEERS)[number]) => [PYTHON, 'bench/peers/drift_job.py', tool, captured, edges, reference];
  const times = { duckdb: 2, numpy: 2, scipy: 1, evidently: 1 };
  return { lines: PEERS.map((tool) => line(tool, what[tool], rows, job(tool), times[tool])), remark: '' };
}

/** What the peers may know beforehand: the edges of our cells for those that bin, the rows for those that do not. */
function writePeerReference(baselinePath: string, edgesPath: string, referencePath: string): void {
  const { columns } = readBaseline(readFileSync(baselinePath, 'utf8'), baselinePath);
  const numeric = columns.filter(isNumericColumn);
  const cells = numeric.map(({ cells: { lower } }) => lower.slice(1));
  const inner = cells.map((edges) =>
    Array.from({ length: 9 }, (_, i) => edges[Math.round(((i + 1) * (edges.length + 1)) / 10) - 1]),
  );
  const counts = numeric.map(() => new Array(10).fill(REFERENCE_ROWS / 10));
  writeFileSync(edgesPath, JSON.stringify({ cells, inner, counts }));
  const head = numeric.map(({ name }) => name).join(',');
  const rows = [...referenceRows(REFERENCE_ROWS)].map((row) => row.join(','));
  writeFileSync(referencePath, `${head}\n${rows.join('\n')}\n`);
}

function bundle(method: string): string {
  const outfile = path.join(FOLDER, `${method}.cjs`);
  const entryPoints = [`bench/drift/methods/${method}.ts`];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  return outfile;
}

function report(lines: readonly Line[], small: Line, remark: string): string {
  const speed = ({ rows, measured }: Line) => rows / measured.cpuSeconds;
  const [ours] = lines as [Line];
  const table = lines.map((one) => {
    const ratio = speed(ours) / speed(one);
    const mark = MARKS[one.name];
    const slow = one !== ours && one.name.startsWith(ours.name);
    const verdict = (reached: boolean) => (reached ? 'held' : 'MISSED');
    const marked = mark === undefined ? '' : `${verdict(ratio >= mark)}: ≥ ${mark} ×`;
    const held = slow ? `${verdict(speed(one) >= SLOW_MARK)}: ≥ ${SLOW_MARK / 1000}` : marked;
    const cells = [
      one.name,
      one.what,
      Math.round(speed(one) / 1000),
      one.measured.cpuSeconds.toFixed(2),
      Math.round(one.measured.maxRssMb),
    ];
    return `| ${cells.join(' | ')} | ${one === ours ? '1' : ratio.toFixed(2)} | ${held} |`;
  });
  const sum = lines.find(({ name }) => name === 'byte sum')?.measured;
  const megabytes = sum === undefined ? 0 : (sum.bytes ?? 0) / sum.cpuSeconds / 1e6;
  return [
    `## Drift engine: ${ours.rows.toLocaleString('en')} captured rows × ${FEATURES} features of 6 decimals and a prediction, whole processes\n`,
    '| method | computes | 1,000 rows / CPU-s | CPU-s | RSS MB | this library is × | mark |',
    '|---|---|---|---|---|---|---|',
    ...table,
    '',
    `The byte sum reads ${Math.round(megabytes)} MB/s. 10,000 rows take ${small.measured.cpuSeconds.toFixed(2)} CPU-s from start to verdict (mark: ≤ 0.5).`,
    remark,
  ].join('\n');
}
