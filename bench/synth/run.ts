import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const PAIRS = 5;
const OUT = path.join('build', 'bench', 'synth');

/** CPU seconds of one synthesis, in a process of its own. */
function synthesize(script: string, name: string, env: Record<string, string>): number {
  const outdir = path.join(OUT, name);
  const cpuFile = path.join(OUT, `${name}.cpu`);
  rmSync(outdir, { recursive: true, force: true });
  const result = spawnSync(process.execPath, ['--require', './bench/synth/cpu-usage.cjs', script], {
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: outdir, BENCH_CPU_FILE: cpuFile, ...env },
  });
  if (result.status !== 0) throw new Error(`${script} failed:\n${result.stderr}`);
  return Number(readFileSync(cpuFile, 'utf8'));
}

function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)] ?? Number.NaN;
}

/** Synthesis of the reference app against raw resources of the same number and content, in alternating pairs. */
export function benchSynth(): string {
  mkdirSync(OUT, { recursive: true });
  const config = JSON.stringify({ config: process.env.BENCH_CONFIG ?? 'examples/flight-delay/production-ml.json' });
  const ours = (validation: string) =>
    synthesize('bin/app.js', 'reference', { CDK_CONTEXT_JSON: config, CDK_VALIDATION: validation });
  ours('true');
  const templates = readdirSync(path.join(OUT, 'reference'))
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => path.join(OUT, 'reference', file));
  const kept = path.join(OUT, 'templates');
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  const copies = templates.map((file) => path.join(kept, path.basename(file)));
  for (const file of templates) copyFileSync(file, path.join(kept, path.basename(file)));
  const resources = copies.reduce(
    (sum, file) => sum + Object.keys(JSON.parse(readFileSync(file, 'utf8')).Resources).length,
    0,
  );
  const raw = (validation: string) =>
    synthesize('bench/synth/raw-app.js', 'raw', { BENCH_TEMPLATES: copies.join(','), CDK_VALIDATION: validation });
  const rows = ['true', 'false'].map((validation) => {
    const pairs = Array.from({ length: PAIRS }, () => ({ ours: ours(validation), raw: raw(validation) }));
    const ratio = median(pairs.map((pair) => pair.ours / pair.raw));
    const seconds = (key: 'ours' | 'raw') => median(pairs.map((pair) => pair[key])).toFixed(2);
    const label = validation === 'true' ? 'on' : 'off';
    return `| ${label} | ${seconds('ours')} | ${seconds('raw')} | ${ratio.toFixed(2)} |`;
  });
  return [
    `Synthesis of the reference app (${resources} resources), CPU seconds, median of ${PAIRS} alternating pairs`,
    '',
    '| built-in validation | reference app | raw resources | ratio |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
