import { parse } from 'parse5';
import { type ReportPage, reportPage } from '../../lambda/report';
import { baselineOf, captureObject, flightRows, flightSchema } from '../drift/support/reference';
import { attribute, captionId, type Element, elements, errors, named, text, within } from './elements';
import { flights, judged, muted, WINDOW, wide } from './support';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' style='position:fixed",
  '\u001b[31mred\u001b[0m',
  'abc\u202Egnp.exe',
  '__proto__',
  '</style><style>*{display:none}',
  '`}${7*7}&lt;',
];
const hostileName = (index: number) =>
  `${HOSTILE[index % HOSTILE.length]}${index < HOSTILE.length ? '' : `-${index}-${'x'.repeat(10_000)}`}`;

const cases: readonly (readonly [string, () => ReportPage])[] = [
  ['a calm window', () => flights()],
  ['a window that moved', () => flights(1)],
  ['a window of too few rows', () => flights(0, 5)],
  ['a window without data', () => flights(0, 0)],
  ['an incomplete window', () => flights(1, 1000, { coverage: 0.4 })],
  ['muted findings in a quiet period', () => flights(1, 1000, { policy: muted })],
  ['hostile names', () => wide(16, 8, hostileName)],
];

describe.each(cases)('the page of %s', (_what, make) => {
  const page = make();
  const drawn = reportPage(page);
  const all = elements(drawn);

  test('is well-formed and complete in itself: no script, no handler, no address', () => {
    expect(errors).toEqual([]);
    expect(named(all, 'script', 'link', 'img', 'iframe', 'object', 'embed', 'form', 'base', 'use')).toEqual([]);
    const attributes = all.flatMap(({ attrs }) => attrs);
    expect(attributes.filter(({ name }) => /^on|^(src|srcset|action|formaction|xlink:href)$/.test(name))).toEqual([]);
    expect(attributes.filter(({ name, value }) => name === 'href' && !value.startsWith('#'))).toEqual([]);
    expect(attributes.filter(({ name, value }) => name === 'style' && !/^--e:\d+%$/.test(value))).toEqual([]);
    expect(drawn).not.toMatch(/https?:|url\(|@import/);
    const policy = named(all, 'meta').find((one) => attribute(one, 'http-equiv') === 'Content-Security-Policy');
    expect(policy && attribute(policy, 'content')).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; img-src data:/,
    );
    expect(named(all, 'style')).toHaveLength(1);
  });

  test('tells a screen reader what is there: language, landmarks, headings in order, captions, drawings in words', () => {
    expect(attribute(named(all, 'html')[0] as Element, 'lang')).toBe('en');
    expect(
      named(all, 'main', 'header', 'footer').filter(
        ({ parentNode }) => parentNode && 'tagName' in parentNode && parentNode.tagName === 'body',
      ),
    ).toHaveLength(3);
    const levels = named(all, 'h1', 'h2', 'h3').map(({ tagName }) => Number(tagName[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.every((level, i) => i === 0 || level - (levels[i - 1] ?? 0) <= 1)).toBe(true);
    for (const table of named(all, 'table'))
      expect(named([...table.childNodes] as Element[], 'caption')).toHaveLength(1);
    for (const cell of named(all, 'th')) expect(attribute(cell, 'scope')).toMatch(/^(row|col)$/);
    const drawings = named(all, 'svg');
    expect(drawings.length).toBeGreaterThan(0);
    for (const svg of drawings) {
      expect(attribute(svg, 'role')).toBe('img');
      expect(attribute(svg, 'aria-label')).toMatch(/\w{3}/);
    }
  });

  test('lets keys scroll what may be wider than the screen, and says what it is', () => {
    const frames = all.filter((one) => attribute(one, 'class')?.split(' ').includes('x'));
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) {
      expect(attribute(frame, 'tabindex')).toBe('0');
      expect(attribute(frame, 'role')).toMatch(/^(region|group)$/);
      expect(attribute(frame, 'aria-label') ?? attribute(frame, 'aria-labelledby')).toMatch(/\w/);
    }
    const stops = all.filter((one) => attribute(one, 'tabindex') !== undefined);
    expect(stops).toEqual(frames);
  });

  test('has unique ids, and every reference finds its target', () => {
    const ids = all.flatMap((one) => attribute(one, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const references = all.flatMap((one) => [attribute(one, 'href')?.slice(1), attribute(one, 'aria-labelledby')]);
    expect(references.filter((id) => id !== undefined && !ids.includes(id))).toEqual([]);
  });

  test('draws nothing that is no number, and says verdict and rows', () => {
    expect(drawn).not.toMatch(/NaN|Infinity|undefined|\[object/);
    const words = {
      OK: 'OK',
      CRITICAL: 'Critical',
      WARNING: 'Warning',
      INSUFFICIENT_DATA: 'Too few rows',
      INCOMPLETE: 'Incomplete',
    };
    const said = all.find((one) => attribute(one, 'class') === 'say');
    expect(said && text(said)).toContain(words[page.report.verdict as keyof typeof words]);
  });

  test('is the same to the bit when drawn again', () => {
    expect(reportPage(make())).toBe(drawn);
  });
});

test('hostile names are shown as text, without the characters that steer, and cut', () => {
  const drawn = reportPage(wide(16, 8, hostileName));
  const words = text(parse(drawn));
  expect(words).toContain('<script>alert(1)</script>');
  expect([...words].filter((one) => '\u001b\u202e'.includes(one))).toEqual([]);
  expect(drawn).not.toContain('x'.repeat(100));
});

test.each([
  ['none moved', 0],
  ['ten moved', 10],
  ['all moved', 300],
])('300 features of which %s are a page of less than 400 kB that lists each, drawn', (_what, moved) => {
  const page = wide(300, moved);
  const drawn = reportPage(page);
  expect(Buffer.byteLength(drawn)).toBeLessThan(400_000);
  const all = elements(drawn);
  expect(errors).toEqual([]);
  // Those that moved, or the first 25, stand open; the others are one click away.
  const features = named(all, 'section').find((one) => attribute(one, 'aria-labelledby') === 'features') as Element;
  const lists = named(within(features), 'table').filter((table) => /-[cd]$/.test(captionId(table) ?? ''));
  const rows = lists.map((table) => named(within(table), 'tr').length - 1);
  expect(rows.reduce((sum, one) => sum + one)).toBe(300);
  expect(rows[0]).toBe(Math.max(25, moved));
  expect(named(all, 'svg').filter((svg) => attribute(svg, 'class') === 's')).toHaveLength(301);
  const cards = all.filter((one) => /^feature-\d+$/.test(attribute(one, 'id') ?? ''));
  expect(cards.length).toBeGreaterThanOrEqual(Math.min(moved, 30));
});

test('nor does the worst that names, mutes and history can do make a larger page', () => {
  const page = wide(300, 300, hostileName);
  const mute = {
    name: '&'.repeat(200),
    reason: '"'.repeat(5000),
    owner: "'".repeat(5000),
    expiresAt: '<'.repeat(5000),
  };
  const explanation = Array.from({ length: 400 }, () => `\`${'<'.repeat(3000)}\` ${'&'.repeat(3000)}`);
  const invalidRows = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${'>'.repeat(500)}${i}`, i + 1]));
  const findings = page.report.findings.map((finding) => ({ ...finding, text: '&'.repeat(5000), mute }));
  const report = { ...page.report, findings, explanation, invalidRows };
  const earlier = Array.from({ length: 30 }, (_, i) => {
    const iso = (hours: number) => new Date(Date.parse(WINDOW.start) - hours * 3_600_000).toISOString();
    return { ...page.report, window: { start: iso(i + 1), end: iso(i), revision: 0 } };
  });
  const drawn = reportPage({ ...page, report, earlier });
  expect(Buffer.byteLength(drawn)).toBeLessThan(400_000);
  elements(drawn);
  expect(errors).toEqual([]);
  expect(drawn).toMatch(/[\d,]+ more in the JSON report/);
});

test('3,000 features stay below 400 kB too: the page says how many it left to the JSON', () => {
  const { report, ...rest } = wide(10, 10);
  const many = Array.from({ length: 3000 }, (_, i) => ({ ...report.features[i % 10], name: `f${i}` }));
  const drawn = reportPage({ ...rest, report: { ...report, features: many as typeof report.features } });
  expect(Buffer.byteLength(drawn)).toBeLessThan(400_000);
  expect(drawn).toMatch(/[\d,]+ fields are in the JSON report only/);
});

test('of sensitive fields neither a category nor a value is shown', () => {
  const features = flightSchema.features.map((field) =>
    ['origin', 'delay'].includes(field.name) ? { ...field, sensitive: true } : field,
  );
  const baseline = baselineOf(flightRows(1, 5000), { schema: { ...flightSchema, features } });
  const page = judged(baseline, captureObject(flightRows(2, 1000, 1).map((row) => row.with(2, 'SECRET'))));
  const drawn = reportPage(page);
  expect(page.report.findings.map(({ name }) => name)).toEqual(expect.arrayContaining(['delay', 'origin']));
  expect(drawn).not.toMatch(/SFO|LAX|JFK|SECRET|sha256:/);
  expect(drawn.match(/A sensitive field: its values are not drawn/g)).toHaveLength(2);
  const shown = elements(drawn)
    .filter(({ tagName }) => tagName === 'svg')
    .map((svg) => attribute(svg, 'aria-label'));
  expect(shown.filter((label) => label?.includes('delay'))).toEqual([]);
});
