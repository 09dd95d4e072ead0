import { timeline, timelineOf } from '../../lambda/report/timeline';
import type { DriftReport, DriftReportFeature } from '../../lib/contract';
import { flights, WINDOW } from './support';

const HOUR = 3_600_000;
const { report: calm } = flights();
const { report: moved } = flights(1);

/** A report on the window so many hours before the reported one. */
function before(hours: number, report: DriftReport, change: Partial<DriftReport> = {}): DriftReport {
  const iso = (more: number) => new Date(Date.parse(WINDOW.start) + (more - hours) * HOUR).toISOString();
  return { ...report, window: { start: iso(0), end: iso(1), revision: 0 }, ...change };
}

/** As if the one feature had come so near to its threshold, and nothing else had moved at all. */
function near(ratio: number, verdict: DriftReportFeature['verdict'] = 'OK'): Partial<DriftReport> {
  const features = calm.features.map((field) => {
    const { thresholds } = field;
    const at = field.name === 'delay' ? ratio : 0;
    const wasserstein = { lowerBound: 1, normalized: at * thresholds.wasserstein.warning, meanShift: 0 };
    return { ...field, verdict, statistics: { psi: 0, wasserstein } };
  });
  return { features, predictions: [], findings: [] };
}

/** The cells of the row that starts with a title, as they are written. */
function cells(reports: readonly DriftReport[], title: string): string[] {
  const rows = timeline(reports).text.split('<tr>');
  const row = rows.find((one) => one.replace(/<[^>]*>/g, '').startsWith(title)) ?? '';
  return [...row.matchAll(/<td[^>]*>.*?<\/td>/g)].map(([cell]) => cell);
}

const said = (cell = '') => cell.replace(/<[^>]*>/g, '');

test('how near a field came is a figure and a bar: half of its height is the threshold', () => {
  const windows = [before(2, calm, near(0.5)), before(1, calm, near(3)), moved];
  const delay = cells(windows, 'delay');
  expect(delay.slice(0, 2).map(said)).toEqual(['0.5', '3.0']);
  expect(delay[0]).toContain('style="--e:25%"');
  expect(delay[1]).toContain('style="--e:100%"');
  expect(said(delay[2])).toMatch(/^◆Critical \d+\.\d$/);
});

test('a window of too few rows says nothing of a field', () => {
  expect(cells([before(1, calm, near(9, 'INSUFFICIENT_DATA')), moved], 'delay').map(said)[0]).toBe('–');
});

test('a field that the window does not have says nothing either', () => {
  expect(cells([before(1, calm, { features: [], predictions: [] }), moved], 'delay').map(said)[0]).toBe('–');
});

test('what is muted is told apart from what alarms', () => {
  const mute = { reason: 'storm', owner: 'ml@example.com', expiresAt: '2026-05-01T00:00:00Z' };
  const findings = moved.findings.map((finding) => ({ ...finding, mute: { name: '*', ...mute } }));
  expect(said(cells([before(1, calm), { ...moved, findings }], 'delay')[1])).toMatch(/^muted \d/);
});

test('where nothing moved, the field that came nearest is shown', () => {
  expect(cells([before(1, calm, near(0.7)), { ...calm, ...near(0.2) }], 'farthest field').map(said)).toEqual([
    '0.7',
    '0.2',
  ]);
});

test('only so many fields have a row: those of this window, then those that moved most often', () => {
  const finding = (name: string) => ({ ...(moved.findings[0] as (typeof moved.findings)[0]), name });
  const often = { findings: ['seldom', 'often'].map(finding) };
  const once = { findings: [finding('often'), ...Array.from({ length: 10 }, (_, i) => finding(`x${i}`))] };
  const text = timeline([before(2, calm, often), before(1, calm, once), moved]).text;
  const titles = [...text.matchAll(/<th scope="row"><bdi>([^<]*)/g)].map(([, name]) => name);
  expect(titles.slice(0, 3)).toEqual(['delay', 'prediction', 'often']);
  expect(titles).toHaveLength(10);
  expect(text).toContain('4 more fields moved in these windows');
});

test('a first window has no timeline', () => {
  expect(timeline([moved]).text).toBe('<p>No report on an earlier window is known.</p>');
});

test('windows after the reported one, and older revisions, are no part of it', () => {
  const old = before(1, calm, { rows: 1 });
  const newer = { ...before(1, calm, { rows: 2 }), window: { ...old.window, revision: 1 } };
  const windows = timelineOf(moved, [newer, old, before(-1, calm), before(0, calm)]);
  expect(windows.map(({ rows }) => rows)).toEqual([2, moved.rows]);
});
