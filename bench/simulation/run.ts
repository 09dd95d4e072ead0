/**
 * Simulates windows with and without drift and writes what the verdict made of them.
 *
 *     npx esbuild bench/simulation/run.ts --bundle --platform=node --outfile=.local/simulation/run.js
 *     node .local/simulation/run.js [--quick] [--seed 20261123] [--shard 1/2]
 *
 * It also runs by `npx tsx`, some three times slower: unbundled, every import in an inner loop is a property access.
 * Every finished chunk is appended to a file, so a run that was stopped goes on where it was, and several shards can run
 * side by side. Whichever finishes last writes the table.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ChunkResult, simulateChunk } from './chunk';
import { FULL, planSimulation, QUICK } from './plan';
import { resultsDocument } from './results-table';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '20261123' },
    shard: { type: 'string', default: '1/1' },
    out: { type: 'string', default: '.local/simulation' },
    table: { type: 'string', default: 'bench/simulation/results.md' },
  },
});

/** All finished chunks; one that two shards happened to do counts once. */
function readResults(folder: string): ChunkResult[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  const chunks = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as ChunkResult[]);
  return [...new Map(chunks.map((chunk) => [chunk[0]?.seed, chunk])).values()].flat();
}

const firstSeed = Number(values.seed);
const [shard, shards] = values.shard.split('/').map(Number) as [number, number];
const size = values.quick ? QUICK : FULL;
const folder = join(values.out, `${values.quick ? 'quick' : 'full'}-${firstSeed}`);
mkdirSync(folder, { recursive: true });

const done = new Set(readResults(folder).map(({ seed }) => seed));
const planned = planSimulation(size, firstSeed);
const own = planned.filter(({ seed }, index) => index % shards === shard - 1 && !done.has(seed));
own.forEach((plan, index) => {
  const started = Date.now();
  const results = simulateChunk(plan);
  appendFileSync(join(folder, `shard-${shard}.jsonl`), `${JSON.stringify(results)}\n`);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${index + 1}/${own.length}: reference of ${plan.referenceRows} rows, seed ${plan.seed}, ${seconds} s`);
});

const results = readResults(folder);
const document = resultsDocument(results, firstSeed);
const finished = new Set(results.map(({ seed }) => seed)).size;
if (finished < planned.length) console.log(`${finished} of ${planned.length} chunks are there; the table is partial`);
else if (!values.quick) writeFileSync(values.table, document);
console.log(document);
