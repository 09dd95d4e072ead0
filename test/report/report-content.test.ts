import { parse } from 'parse5';
import { type ReportPage, reportPage } from '../../lambda/report';
import { captureObject, flightRows } from '../drift/support/reference';
import { attribute, captionId, type Element, elements, named, text, within } from './elements';
import { flights, judged, muted, WINDOW } from './support';

test('the feature that moved comes first, with its threshold as set and as raised by unrest', () => {
  const moved = flights(1);
  const [first] = moved.report.features.filter(({ name }) => name === 'delay');
  if (first === undefined) throw new Error('no delay');
  const raised = { warning: 0.437, critical: 0.437 };
  const features = moved.report.features.map((field) =>
    field === first
      ? { ...field, thresholds: { ...field.thresholds, wasserstein: raised }, unrest99: { wasserstein: 0.437 } }
      : field,
  );
  const drawn = reportPage({ ...moved, report: { ...moved.report, features } });
  const titles = named(elements(drawn), 'h3').map(text);
  expect(titles[0]).toBe('delay');
  const table = named(elements(drawn), 'table').find((one) => text(one).startsWith('How far it moved')) as Element;
  const lines = named(within(table), 'tr').map((row) => named(within(row), 'th', 'td').map(text));
  expect(lines).toEqual([
    ['measure', 'W/σ', 'PSI'],
    ['effect', expect.stringMatching(/^1\.0\d$/), expect.stringMatching(/^[\d.]+$/)],
    ['on its scale', '', ''],
    ['warning / critical from', '0.437 / 0.437', '0.1 / 0.25'],
    ['as it was set', '0.1 / 0.3', '0.1 / 0.25'],
    ['unrest, 99\u00a0%', '0.437', 'not known'],
    ['chance, 99\u00a0%', expect.stringMatching(/^0\.0\d\d$/), expect.stringMatching(/^0\.0\d\d$/)],
  ]);
  expect(drawn).toMatch(/aria-label="Distribution of delay\. Median −?[\d.]+ → [\d.]+/);
});

/** The lines of a table of fields by the field's name: verdict, drawing, ratio, change and figures. */
function fieldLines(drawn: string): ReadonlyMap<string, readonly string[]> {
  const tables = named(elements(drawn), 'table').filter((one) => /-[cd]$/.test(captionId(one) ?? ''));
  const rows = tables.flatMap((table) => named(within(table), 'tr').slice(1));
  return new Map(
    rows.map((row) => {
      const [name = '', ...cells] = named(within(row), 'th', 'td').map(text);
      return [name, cells];
    }),
  );
}

test('a line of the table says what a field was and is: its median, or the share that changed most', () => {
  const page = flights(1);
  const lines = fieldLines(reportPage(page));
  const [before, now] = (lines.get('delay')?.[3] ?? '').replaceAll('−', '-').split(' → ').map(Number);
  // Normal around 0 and around 10, with a standard deviation of 10.
  expect(Math.abs(before ?? 99)).toBeLessThan(0.5);
  expect(Math.abs((now ?? 99) - 10)).toBeLessThan(1);
  expect(lines.get('origin')?.[3]).toMatch(/^(SFO|LAX|JFK): [\d.]+ % → [\d.]+ %$/);
  expect(lines.get('stops')?.[3]).toMatch(/^[012]: [\d.]+ % → [\d.]+ %$/);
  expect(fieldLines(reportPage(flights(0, 0))).get('delay')?.[3]).toBe('');
});

test('a field that reached the threshold that was set, but not its unrest, moved as usual and is below its threshold', () => {
  const page = flights(1);
  const report = {
    ...page.report,
    findings: [],
    features: page.report.features.map((field) => {
      if (field.name !== 'delay') return field;
      const psi = (field.statistics.psi ?? 0) * 1.002;
      const wasserstein = (field.statistics.wasserstein?.normalized ?? 0) * 1.004;
      const raised = {
        psi: { warning: psi, critical: psi },
        wasserstein: { warning: wasserstein, critical: wasserstein },
      };
      const unrest99 = { psi, wasserstein };
      const tests = { ...field.tests, distribution: 'clear' as const };
      return {
        ...field,
        text: undefined,
        verdict: 'OK' as const,
        tests,
        unrest99,
        thresholds: { ...field.thresholds, ...raised },
      };
    }),
  };
  const drawn = reportPage({ ...page, report });
  expect(fieldLines(drawn).get('delay')?.[2]).toBe('0.99, as usual');
  expect(drawn).toContain('Moved, but no more than the reference&#39;s own windows did although nothing was wrong.');
});

test('a link of the table leads into the part that is folded, which opens it in a browser', () => {
  const all = elements(reportPage(flights(1)));
  const details = named(all, 'details').filter((one) => attribute(one, 'class') === 'd');
  expect(details.length).toBeGreaterThan(3);
  const links = named(all, 'a').map((one) => attribute(one, 'href')?.slice(1));
  for (const one of details) {
    expect(attribute(one, 'id')).toBeUndefined();
    const body = named(one.childNodes as Element[], 'div')[0] as Element;
    expect(links).toContain(attribute(body, 'id'));
  }
});

test('says what to do, where there is something', () => {
  const said = (page: ReportPage) => {
    const step = elements(reportPage(page)).find((one) => attribute(one, 'class') === 'next');
    return step && text(step);
  };
  expect(said(flights(1))).toMatch(/^What to do\. Compare delay at its source/);
  expect(said(flights(0))).toBeUndefined();
});

test('muted findings, their owner and the quiet period are said', () => {
  const words = text(parse(reportPage(flights(1, 1000, { policy: muted }))));
  expect(words).toContain('Muted findings');
  expect(words).toContain('<b>storm</b>');
  expect(words).toContain('ml@example.com');
  expect(words).toContain('until 2026-05-01 00:00: nothing is worse than a warning');
});

test('the timeline is of the newest revision of the last windows before this one, oldest first', () => {
  const page = flights(1);
  const at = (hours: number, revision: number, verdict: 'OK' | 'INCOMPLETE') => {
    const iso = (plus: number) => new Date(Date.parse(WINDOW.start) + (hours + plus) * 3_600_000).toISOString();
    return { ...page.report, verdict, findings: [], window: { start: iso(0), end: iso(1), revision } };
  };
  const earlier = [
    at(1, 0, 'OK'),
    at(0, 0, 'OK'),
    ...Array.from({ length: 30 }, (_, i) => at(-i - 1, 0, 'OK')),
    at(-1, 1, 'INCOMPLETE'),
  ];
  const all = elements(reportPage({ ...page, earlier }));
  const table = named(all, 'table').find((one) => text(one).startsWith('The last 14 windows')) as Element;
  const rows = named(within(table), 'tr').map((row) => named(within(row), 'th', 'td').map(text));
  expect(rows[0]?.slice(1, 3)).toEqual(['03-31 21:00', '03-31 22:00']);
  expect(rows[1]?.slice(-2)).toEqual(['◐Incomplete', '◆Critical']);
});

test('lines that could not be read stand by reason', () => {
  const { baseline } = flights();
  const broken = Buffer.concat([captureObject(flightRows(2, 500)), Buffer.from('{"cut\nno json\n')]);
  const page = judged(baseline, broken);
  const words = text(parse(reportPage(page)));
  for (const reason of Object.keys(page.report.invalidRows)) expect(words).toContain(reason);
  expect(words).toContain('line ends before its JSON does');
  expect(words).toMatch(/\d lines and rows left out, by reason/);
});
