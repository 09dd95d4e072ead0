import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const PAIRS = 5;
const OUT = path.join('build', 'bench', 'synth');
const CONFIG = path.join('examples', 'flight-delay', 'production-ml.json');

/** How an app is run: by the CDK CLI, as its users do, or alone, without the CLI's own start. */
type Runner = 'cdk synth' | 'node';

interface Synthesis {
  readonly script: string;
  readonly name: string;
  readonly runner: Runner;
  readonly env: Readonly<Record<string, string>>;
}

/** CPU seconds of one synthesis, user and system, of all processes it takes. */
function synthesize({ script, name, runner, env }: Synthesis): number {
  const output = path.join(OUT, name);
  rmSync(output, { recursive: true, force: true });
  const alone = runner === 'node';
  const command = alone
    ? ['node', script]
    : [
        'node_modules/.bin/cdk',
        'synth',
        '--quiet',
        '--app',
        `node ${script}`,
        '--output',
        output,
        '-c',
        `config=${CONFIG}`,
      ];
  const quoted = command.map((part) => `'${part}'`).join(' ');
  const result = spawnSync('bash', ['-c', `TIMEFORMAT='cpu %U %S'; time ${quoted}`], {
    encoding: 'utf8',
    env: {
      ...process.env,
      ...(alone ? { CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify({ config: CONFIG }) } : {}),
      ...env,
    },
  });
  const [, user, system] = /^cpu (\S+) (\S+)$/m.exec(result.stderr) ?? [];
  if (result.status !== 0) throw new Error(`${quoted} failed:\n${result.stdout}${result.stderr}`);
  return Number(user) + Number(system);
}

function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)] ?? Number.NaN;
}

/** Synthesises the reference app once and keeps its templates, which say what the yardstick has to create. */
function referenceTemplates(): { files: string[]; resources: number } {
  synthesize({ script: 'bin/app.js', name: 'reference', runner: 'node', env: { CDK_VALIDATION: 'false' } });
  const kept = path.join(OUT, 'templates');
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  const names = readdirSync(path.join(OUT, 'reference')).filter((file) => file.endsWith('.template.json'));
  const files = names.map((name) => path.join(kept, name));
  for (const name of names) copyFileSync(path.join(OUT, 'reference', name), path.join(kept, name));
  const count = (file: string) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).Resources).length;
  return { files, resources: files.reduce((sum, file) => sum + count(file), 0) };
}

/** Synthesis of the reference app against as many raw L1 resources of the same types, in alternating pairs. */
export function benchSynth(): string {
  mkdirSync(OUT, { recursive: true });
  const { files, resources } = referenceTemplates();
  const row = (runner: Runner, validation: boolean) => {
    const common = { CDK_VALIDATION: String(validation) };
    const reference = { script: 'bin/app.js', name: 'reference', runner, env: common };
    const env = { ...common, BENCH_TEMPLATES: files.join(',') };
    const raw = { script: 'bench/synth/raw-app.js', name: 'raw', runner, env };
    const pairs = Array.from({ length: PAIRS }, () => ({ ours: synthesize(reference), raw: synthesize(raw) }));
    const ratio = median(pairs.map((pair) => pair.ours / pair.raw));
    const seconds = (key: 'ours' | 'raw') => median(pairs.map((pair) => pair[key])).toFixed(2);
    return `| ${runner} | ${validation ? 'on' : 'off'} | ${seconds('ours')} | ${seconds('raw')} | ${ratio.toFixed(2)} |`;
  };
  return [
    `Synthesis of the reference app (${resources} resources), CPU seconds, median of ${PAIRS} alternating pairs`,
    '',
    '| runner | built-in validation | reference app | raw L1 resources | ratio |',
    '|---|---|---|---|---|',
    row('cdk synth', true),
    row('cdk synth', false),
    row('node', true),
    row('node', false),
  ].join('\n');
}
