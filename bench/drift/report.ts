import { FEATURES } from './generate';
import type { Job, Measured } from './measure';

/** What the engine is held to. */
interface Mark {
  readonly what: string;
  readonly found: number;
  readonly limit: number;
  /** Whether the limit is the least that will do, or the most. */
  readonly atLeast: boolean;
  readonly unit: string;
}

/** As ratios of rows a CPU-second. */
const RATIOS: Readonly<Record<string, number>> = { duckdb: 1.5, numpy: 2.4, scipy: 6, evidently: 30, 'byte sum': 0.45 };
/** Thousands of rows a CPU-second. */
const SLOW: Readonly<Record<string, number>> = { BASE64: 150, escapes: 150, 'JSON bodies': 150 };

export interface ReportContext {
  /** Rows of the job that the table is about. */
  readonly rows: number;
  /** What could not be measured. */
  readonly remark: string;
}

/** The table of all methods, then every mark with its figure. */
export function benchReport(
  jobs: readonly Job[],
  measured: ReadonlyMap<string, Measured>,
  { rows, remark }: ReportContext,
): string {
  const of = (name: string) => measured.get(name) as Measured;
  const speed = (name: string) => rows / of(name).cpuSeconds / 1000;
  const aside = new Set(['command line', 'long object', 'merge']);
  const compared = jobs.filter(({ name }) => !aside.has(name));
  const table = compared.map(({ name, what }) => {
    const { cpuSeconds, maxRssMb = 0 } = of(name);
    const ratio = (speed('this library') / speed(name)).toFixed(2);
    return `| ${name} | ${what} | ${Math.round(speed(name))} | ${cpuSeconds.toFixed(2)} | ${Math.round(maxRssMb)} | ${ratio} |`;
  });
  const marks = marksOf(compared, speed, of);
  const missed = marks.filter((mark) => !isHeld(mark));
  const sum = of('byte sum');
  return [
    `## Drift engine: ${rows.toLocaleString('en')} captured rows × ${FEATURES} features of 6 decimals and a prediction, whole processes\n`,
    '| method | computes | 1,000 rows / CPU-s | CPU-s | RSS MB | this library is × |',
    '|---|---|---|---|---|---|',
    ...table,
    '',
    `The byte sum reads ${Math.round((sum.bytes ?? 0) / sum.cpuSeconds / 1e6)} MB/s.`,
    '',
    '| mark | found | |',
    '|---|---|---|',
    ...marks.map(markLine),
    '',
    missed.length === 0
      ? `All ${marks.length} marks are held.`
      : `MISSED: ${missed.map(({ what }) => what).join(', ')}; ${marks.length - missed.length} of ${marks.length} marks are held.`,
    ...(remark === '' ? [] : ['', remark]),
  ].join('\n');
}

function marksOf(compared: readonly Job[], speed: (name: string) => number, of: (name: string) => Measured): Mark[] {
  const names = new Set(compared.map(({ name }) => name));
  const present = (limits: Readonly<Record<string, number>>) =>
    Object.entries(limits).filter(([name]) => names.has(name));
  const most = (what: string, found: number, limit: number, unit: string): Mark => {
    return { what, found, limit, unit, atLeast: false };
  };
  const { mergeMilliseconds = Number.NaN, sketchKilobytes = Number.NaN } = of('merge');
  return [
    ...present(RATIOS).map(([name, limit]) => {
      const found = speed('this library') / speed(name);
      return { what: `speed beside ${name}`, found, limit, atLeast: true, unit: '×' };
    }),
    ...present(SLOW).map(([name, limit]) => {
      return { what: `slow path, ${name}`, found: speed(name), limit, atLeast: true, unit: 'thousand rows / CPU-s' };
    }),
    most('10,000 rows by the command line', of('command line').cpuSeconds, 0.5, 'CPU-s'),
    most('memory of ten times the rows in one object', of('long object').maxRssMb ?? Number.NaN, 200, 'MB'),
    most('merging 1,000 sketches', mergeMilliseconds, 100, 'ms'),
    most('a stored sketch', sketchKilobytes, 64, 'kB'),
  ];
}

function isHeld({ found, limit, atLeast }: Mark): boolean {
  return atLeast ? found >= limit : found <= limit;
}

function markLine(mark: Mark): string {
  const { what, found, limit, atLeast, unit } = mark;
  const figure = found >= 100 ? Math.round(found) : Number(found.toFixed(2));
  return `| ${what}: ${atLeast ? '≥' : '≤'} ${limit} ${unit} | ${figure} | ${isHeld(mark) ? 'held' : 'MISSED'} |`;
}
