import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isNumericColumn, readBaseline } from '../../lambda/drift';
import { REFERENCE_ROWS, referenceRows } from './baseline';
import type { Job } from './measure';

const PYTHON = '.local/bench-peers/bin/python';

const PEERS = [
  { name: 'simdjson', what: 'parses each line; nothing is taken from it', runs: 3 },
  { name: 'duckdb', what: 'histogram(), PSI₁₀, nulls', runs: 4 },
  { name: 'numpy', what: 'binned PSI, KS', runs: 3 },
  { name: 'scipy', what: 'exact PSI, JS, KS, W', runs: 1 },
  { name: 'evidently', what: 'DataDriftPreset', runs: 1 },
] as const;

/** What to do where the peers cannot be measured. Without dependencies: the lock names all of them. */
const REMARK =
  'The Python peers were not measured: their environment is absent. Make it with `python3 -m venv .local/bench-peers && ' +
  '.local/bench-peers/bin/pip install --no-deps --require-hashes -r bench/peers/requirements.txt` (Python 3.11).';

export interface PeerFiles {
  /** Our baseline: its edges are what the tools that bin may know beforehand. */
  readonly baseline: string;
  readonly captured: string;
  readonly folder: string;
}

/** The peers' jobs, or why there are none. */
export function peerJobs({ baseline, captured, folder }: PeerFiles): { jobs: Job[]; remark: string } {
  if (!existsSync(PYTHON)) return { jobs: [], remark: REMARK };
  const edges = path.join(folder, 'edges.json');
  const reference = path.join(folder, 'reference.csv');
  writePeerReference(baseline, edges, reference);
  const jobs = PEERS.map(({ name, what, runs }) => {
    const command = [PYTHON, 'bench/peers/drift_job.py', name, captured, edges, reference];
    return { name, what, runs, command };
  });
  return { jobs, remark: '' };
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
