import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requestsByDay } from '../../bench/flights/days';
import { ruleOutcomes } from '../../bench/flights/fixed-rules';
import { type FlightDay, flightDay, isAlarm, isMissed, ratio } from '../../bench/flights/flight-day';
import { dayFigures } from '../../bench/flights/marks';
import { DayWatch, type WatchedDay } from '../../bench/flights/watch';
import delays from '../../examples/flight-delay/days.json';
import { prepareBaseline } from '../../lambda/drift';
import type { RecordedRequest } from '../../scripts/start/replay';
import { baselineOf, flightRows } from './support/reference';

const ROWS = 400;
const baseline = prepareBaseline(baselineOf(flightRows(1, 8000)));

/** A day of the flight schema, `shift` standard deviations from the usual delay. */
function watchedDay(watch: DayWatch, day: string, shift: number): WatchedDay {
  const rows = flightRows(Date.parse(day) / 86_400_000, ROWS, shift);
  const requests = rows.map((row, i): RecordedRequest => {
    const time = `${day}T12:00:00Z`;
    return { time, inferenceId: `${day}-${i}`, body: row.slice(0, 5).join(','), label: 0, labelTime: time };
  });
  return watch.judge(
    day,
    requests,
    rows.map((row) => String(row[5])),
  );
}

function delaysOf(day: string, kind: string) {
  return { day, kind, flights: ROWS, meanDelay: 5, lateShare: 0.2 };
}

describe('days that are watched one after the other', () => {
  const watch = new DayWatch(baseline);
  const [calm, moved, after] = (['2026-04-01', '2026-04-02', '2026-04-03'] as const).map((day, i) =>
    watchedDay(watch, day, i === 1 ? 1 : 0),
  ) as [WatchedDay, WatchedDay, WatchedDay];

  it('alarm when something moves, until the day that disproves it', () => {
    expect([calm, moved, after].map(({ severity }) => severity)).toEqual([0, 2, 0]);
    expect(moved.open.map(({ name }) => name)).toContain('delay');
    expect(after.open).toEqual([]);
  });

  it('are told with every effect that reached its threshold, farthest first', () => {
    const day = flightDay(moved, delaysOf('2026-04-02', 'stormy'));
    expect(isAlarm(day)).toBe(true);
    expect(day.moved.map(({ name }) => name).sort()).toEqual(['delay', 'prediction']);
    expect(day.moved.every((one) => ratio(one) >= 1)).toBe(true);
    expect(ratio(day.closest)).toBeGreaterThanOrEqual(ratio(day.moved[0] as (typeof day.moved)[0]));
  });

  it('are missed only where a storm raised no alarm', () => {
    expect(isMissed(flightDay(calm, delaysOf('2026-04-01', 'stormy')))).toBe(true);
    expect(isMissed(flightDay(calm, delaysOf('2026-04-01', 'restless')))).toBe(false);
    expect(isMissed(flightDay(moved, delaysOf('2026-04-02', 'stormy')))).toBe(false);
  });

  it('are not told of where some of the flights were not judged', () => {
    const more = { ...delaysOf('2026-04-01', 'calm'), flights: ROWS + 1 };
    expect(() => flightDay(calm, more)).toThrow('400 flights of 2026-04-01 were judged; there are 401');
  });

  it('are flagged by fixed rules for a single field', () => {
    const days = [flightDay(calm, delaysOf('2026-04-01', 'calm')), flightDay(moved, delaysOf('2026-04-02', 'stormy'))];
    for (const { storms } of ruleOutcomes(days)) expect(storms).toBe(1);
    expect(ruleOutcomes(days).find(({ rule }) => rule === 'PSI > .2')?.flagged).toBe(1);
  });
});

describe('the marks', () => {
  const year = (alarms: readonly string[]) =>
    delays.days.map(({ day, kind }) => ({ day, kind, verdict: alarms.includes(day) ? 'WARNING' : 'OK' }) as FlightDay);
  const others = delays.days.map(({ day }) => day).filter((day) => !['2001-04-06', '2001-06-15'].includes(day));
  const held = (alarms: readonly string[]) => dayFigures(year(alarms)).marks.map((mark) => mark.held);

  it('allow nine days of 91 and not ten', () => {
    expect(held(['2001-04-06', '2001-06-15', ...others.slice(0, 7)])).toEqual([true, true, true]);
    expect(held(['2001-04-06', '2001-06-15', ...others.slice(0, 8)])).toEqual([false, true, true]);
  });

  it('want both storms', () => {
    expect(held(['2001-04-06'])).toEqual([true, true, false]);
    expect(held([])).toEqual([true, false, false]);
  });
});

describe('a replay', () => {
  it('is read a day at a time', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'days-'));
    try {
      const file = path.join(folder, 'replay.jsonl');
      const times = ['2001-04-06T23:59:00Z', '2001-04-07T00:00:00Z', '2001-04-07T08:00:00Z', '2001-04-09T00:00:00Z'];
      writeFileSync(file, `${times.map((time) => JSON.stringify({ time })).join('\n')}\n\n`);
      const days: string[][] = [];
      for await (const day of requestsByDay(file)) days.push(day.map(({ time }) => time));
      expect(days).toEqual([[times[0]], [times[1], times[2]], [times[3]]]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** What was written is held to what was asked for, without training a model for it. */
describe('docs/drift-on-flights.md', () => {
  const page = readFileSync('docs/drift-on-flights.md', 'utf8');
  const picture = readFileSync('docs/images/drift-on-flights.svg', 'utf8');
  const rows = [
    ...page.matchAll(/^\| \w{3} (\d+ \w+) \| ([\d,]+) \| (\w+) \| ([−\d.]+) \| [^|]+ \| ([^|]+) \| [^|]+ \|$/gm),
  ];
  const days = rows.map(([, date, flights, kind, mean, verdict]) => ({
    day: new Date(`${date} 2001 UTC`).toISOString().slice(0, 10),
    flights: Number(flights?.replace(',', '')),
    kind,
    meanDelay: mean?.replace('−', '-'),
    verdict: verdict ?? '',
  }));
  const alarms = days.filter(({ verdict }) => /WARNING|CRITICAL/.test(verdict)).map(({ day }) => day);

  it('shows every day with its flights and delays', () => {
    expect(days.map(({ verdict: _verdict, ...day }) => day)).toEqual(
      delays.days.map(({ day, flights, kind, meanDelay }) => {
        return { day, flights, kind, meanDelay: meanDelay.toFixed(1) };
      }),
    );
  });

  it('holds its marks', () => {
    expect(alarms.length).toBeLessThanOrEqual(9);
    expect(alarms).toEqual(expect.arrayContaining(['2001-04-06', '2001-06-15']));
    expect(page).toContain(`| ${alarms.length} of 91, ${((100 * alarms.length) / 91).toFixed(1)} % | held |`);
  });

  it('says missed of every storm without an alarm and of nothing else', () => {
    const missed = days.filter(({ verdict }) => verdict.includes('missed'));
    expect(missed).toEqual(days.filter(({ kind, day }) => kind === 'stormy' && !alarms.includes(day)));
  });

  it('has a picture of the same days', () => {
    expect(picture.match(/<rect class="(bar|storm)"/g)).toHaveLength(91);
    expect(picture).toContain(`<title>${alarms.length} of 91 days alarm;`);
  });
});
