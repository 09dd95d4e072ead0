import { normalQuantile, wilsonInterval } from '../../lambda/stats';
import type { ChunkResult } from './chunk';
import { CALM, DRIFTED } from './scenarios';

type Tally = 'falselyNamed' | 'found' | 'insufficient';

function matching(results: readonly ChunkResult[], scenario: string, windowRows: number, referenceRows: number) {
  return results.filter(
    (one) => one.scenario === scenario && one.windowRows === windowRows && one.referenceRows === referenceRows,
  );
}

function total(results: readonly ChunkResult[], key: Tally | 'windows'): number {
  return results.reduce((sum, one) => sum + one[key], 0);
}

/** Share in percent with its 95 % interval, over all windows of the chunks. */
function share(results: readonly ChunkResult[], key: Tally): string {
  const rows = total(results, 'windows');
  if (rows === 0) return '–';
  const interval = wilsonInterval({ events: total(results, key), rows }, normalQuantile(0.975));
  const percent = (value: number) => (100 * value).toFixed(2);
  return `${percent(interval.share)} (${percent(interval.lower)}–${percent(interval.upper)})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}

/** The figures of a simulation as a Markdown document. */
export function resultsDocument(results: readonly ChunkResult[], firstSeed: number): string {
  const references = [...new Set(results.map(({ referenceRows }) => referenceRows))].sort((a, b) => b - a);
  const head = (first: string) => [first, ...references.map((rows) => `reference of ${number(rows)} rows`)];
  const calm = (key: Tally) =>
    CALM.map(({ name, rows }) => [
      `${number(rows)} rows`,
      ...references.map((reference) => share(matching(results, name, rows, reference), key)),
    ]);
  const drifted = (key: Tally) =>
    DRIFTED.map(({ name, rows }) => [
      `${name}, ${number(rows)} rows`,
      ...references.map((reference) => share(matching(results, name, rows, reference), key)),
    ]);
  const one = CALM[0] as (typeof CALM)[number];
  const windows = references.map((rows) => number(total(matching(results, one.name, one.rows, rows), 'windows')));
  const drift = DRIFTED[0] as (typeof DRIFTED)[number];
  const driftWindows = references.map((rows) =>
    number(total(matching(results, drift.name, drift.rows, rows), 'windows')),
  );
  const families = new Map<string, number>();
  for (const { falseNamesByFamily, scenario } of results) {
    if (scenario !== one.name) continue;
    for (const [family, count] of Object.entries(falseNamesByFamily)) {
      families.set(family, (families.get(family) ?? 0) + count);
    }
  }
  const byFamily = [...families].sort((a, b) => b[1] - a[1]).map(([family, count]) => `${family} ${count}`);
  return `# False alarms and power of the drift verdict

Written by \`bench/simulation/run.ts\`, seeds from ${firstSeed}. Twenty features: four normal, four lognormal, four
Student t₃, three discrete, two zero-inflated, three categorical. Every reference is drawn afresh, and so is every
window. Percent of windows, with the 95 % interval.

## Windows in which nothing moved: share with any warning

${table(head('window'), calm('falselyNamed'))}

${windows.join(' / ')} windows of each size (a quarter of 10,000 rows against 1,000). Features named: ${byFamily.join(', ') || 'none'}.

Share of them called \`INSUFFICIENT_DATA\`:

${table(head('window'), calm('insufficient'))}

## Three of the twenty features moved: share in which one of the three was named

${table(head('drift'), drifted('found'))}

Share in which another feature was named:

${table(head('drift'), drifted('falselyNamed'))}

${driftWindows.join(' / ')} windows of each kind. The three are drawn for each window among the normal, lognormal and t₃ features.
`;
}
