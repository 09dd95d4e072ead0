import { spawnSync } from 'node:child_process';

/** One run of a whole process. */
export interface Measured {
  /** User and system time of the process from its start to its end. */
  readonly cpuSeconds: number;
  readonly maxRssMb: number;
  readonly rows?: number;
  readonly bytes?: number;
  readonly verdict: string;
}

/** bash's `time` counts the whole process, interpreter and imports included. */
const SCRIPT = 'TIMEFORMAT="cpu %U %S"; time "$@"';

/**
 * Runs a command several times and keeps the quickest, the one that other work on the machine disturbed least.
 *
 * @throws Error with the command's own message where it fails.
 */
export function measure(command: readonly string[], runs: number): Measured {
  const all = Array.from({ length: runs }, () => once(command));
  return all.reduce((best, one) => (one.cpuSeconds < best.cpuSeconds ? one : best));
}

function once(command: readonly string[]): Measured {
  const options = { encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', SCRIPT, 'bench', ...command], options);
  const times = /cpu (\S+) (\S+)\s*$/.exec(stderr);
  if (status !== 0 || times === null) throw new Error(`${command.join(' ')} failed:\n${stderr.slice(-2000)}`);
  const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  return { ...said, cpuSeconds: Number(times[1]) + Number(times[2]) };
}
