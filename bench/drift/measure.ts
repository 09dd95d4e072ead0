import { spawnSync } from 'node:child_process';

/** A command that does one job as a whole process. */
export interface Job {
  readonly name: string;
  /** What it computes, for the table. */
  readonly what: string;
  readonly command: readonly string[];
  /** The quickest of so many counts: the one that other work on the machine disturbed least. */
  readonly runs: number;
}

/** One run of a whole process. */
export interface Measured {
  /** User and system time of the process from its start to its end. */
  readonly cpuSeconds: number;
  readonly maxRssMb?: number;
  readonly rows?: number;
  readonly bytes?: number;
  readonly verdict: string;
  /** Processor time of merging 1,000 sketches, and the stored size of one; only from the job that does it. */
  readonly mergeMilliseconds?: number;
  readonly sketchKilobytes?: number;
}

/** bash's `time` counts the whole process, interpreter and imports included. */
const SCRIPT = 'TIMEFORMAT="cpu %U %S"; time "$@"';

/**
 * Runs all jobs in turns, so that a busy minute of the machine falls on all of them, and keeps the quickest run of each.
 *
 * @throws Error with a command's own message where it fails.
 */
export function measureAll(jobs: readonly Job[]): ReadonlyMap<string, Measured> {
  const best = new Map<string, Measured>();
  const rounds = Math.max(...jobs.map(({ runs }) => runs));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command, runs } of jobs) {
      if (round >= runs) continue;
      process.stderr.write(`  ${name} (${round + 1}/${runs}) ...\n`);
      const one = once(command);
      const before = best.get(name);
      if (before === undefined || one.cpuSeconds < before.cpuSeconds) best.set(name, one);
    }
  }
  return best;
}

function once(command: readonly string[]): Measured {
  const options = { encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', SCRIPT, 'bench', ...command], options);
  const times = /cpu (\S+) (\S+)\s*$/.exec(stderr);
  if (status !== 0 || times === null) throw new Error(`${command.join(' ')} failed:\n${stderr.slice(-2000)}`);
  return { ...said(stdout.trim()), cpuSeconds: Number(times[1]) + Number(times[2]) };
}

/** What a job prints is JSON; where a tool chats, its last line is. */
function said(output: string): Measured {
  const json = output.startsWith('{') ? output : (output.split('\n').at(-1) ?? '{}');
  return JSON.parse(json);
}
