import { type FlightDay, isAlarm, isMissed, ratio } from './flight-day';

const WIDTH = 960;
const HEIGHT = 480;
const LEFT = 56;
const RIGHT = 936;
/** Mean delays, in minutes. */
const UPPER = { top: 84, bottom: 234, least: -10, most: 30 };
/** Effects as parts of their thresholds. */
const LOWER = { top: 278, bottom: 418, least: 0, most: 1.5 };

type Panel = typeof UPPER;

/** What a day is drawn as, in shape as well as in colour. */
type Mark = 'critical' | 'warning' | 'missed' | 'ok';

const STYLE = `
text{font:12px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#24292f}
.title{font-weight:600;font-size:14px}.soft{fill:#57606a}.small{font-size:10px}.date{font-size:9.5px}
.page{fill:#fff}.grid{stroke:#d0d7de}.limit{stroke:#57606a;stroke-dasharray:4 4}
.bar{fill:#afb8c1}.storm{fill:#0969da}
.ok{fill:#8c959f}.warning{fill:#bf8700}.critical{fill:#cf222e}.missed{fill:none;stroke:#0969da;stroke-width:2}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.soft{fill:#9198a1}.page{fill:#0d1117}.grid{stroke:#3d444d}
.limit{stroke:#9198a1}.bar{fill:#656c76}.storm{fill:#4493f8}.ok{fill:#656c76}.warning{fill:#d29922}.critical{fill:#f85149}
.missed{stroke:#4493f8}}
`;

/** The days as one SVG for light and dark pages: their delays above, what the monitor made of them below. */
export function stripChart(days: readonly FlightDay[], stormyFrom: number): string {
  const step = (RIGHT - LEFT) / days.length;
  const x = (index: number) => LEFT + step * (index + 0.5);
  const alarms = days.filter(isAlarm).length;
  const storms = days.filter(({ kind }) => kind === 'stormy').length;
  const missed = days.filter(isMissed).length;
  const title = `${alarms} of ${days.length} days alarm; ${storms - missed} of ${storms} stormy days are among them`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${title}.</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="8"/>`,
    `<text class="title" x="16" y="28">${title}</text>`,
    ...legend(),
    `<text class="soft" x="16" y="${UPPER.top - 12}">Mean delay of the day at arrival, minutes; above the line the day was stormy</text>`,
    ...lines(UPPER, [0, 10, 20, 30]),
    ...limit(UPPER, stormyFrom, '95 % of the training days stay below'),
    ...days.map((day, i) => bar(day, x(i), step)),
    `<text class="soft" x="16" y="${LOWER.top - 12}">Farthest effect of the day as a part of its threshold</text>`,
    ...lines(LOWER, [0, 0.5, 1.5]),
    ...limit(LOWER, 1, 'threshold'),
    ...days.map((day, i) => shape(markOf(day), x(i), y(LOWER, ratio(day.closest)))),
    ...days.flatMap((day, i) => (markOf(day) === 'ok' ? [] : [dateLabel(day, x(i))])),
    ...months(days, step),
    '</svg>',
    '',
  ].join('\n');
}

function y({ top, bottom, least, most }: Panel, value: number): number {
  const inside = Math.min(Math.max(value, least), most);
  return bottom - ((inside - least) / (most - least)) * (bottom - top);
}

function markOf(day: FlightDay): Mark {
  if (isMissed(day)) return 'missed';
  if (!isAlarm(day)) return 'ok';
  return day.verdict === 'WARNING' ? 'warning' : 'critical';
}

function* legend(): Iterable<string> {
  const entries: readonly (readonly [Mark, string])[] = [
    ['critical', 'critical'],
    ['warning', 'warning'],
    ['missed', 'stormy, no alarm'],
    ['ok', 'no alarm'],
  ];
  let left = 560;
  for (const [mark, text] of entries) {
    yield shape(mark, left, 24);
    yield `<text class="soft" x="${left + 10}" y="28">${text}</text>`;
    left += 34 + 6.2 * text.length;
  }
}

function* lines(panel: Panel, values: readonly number[]): Iterable<string> {
  for (const value of values) {
    const at = y(panel, value).toFixed(1);
    yield `<path class="grid" d="M${LEFT} ${at}H${RIGHT}"/>`;
    yield `<text class="soft" x="${LEFT - 8}" y="${Number(at) + 4}" text-anchor="end">${value}</text>`;
  }
}

function* limit(panel: Panel, value: number, text: string): Iterable<string> {
  const at = y(panel, value).toFixed(1);
  yield `<path class="limit" d="M${LEFT} ${at}H${RIGHT}"/>`;
  yield `<text class="soft small" x="${(LEFT + RIGHT) / 2}" y="${Number(at) - 5}" text-anchor="middle">${text}</text>`;
}

function bar({ kind, meanDelay }: FlightDay, middle: number, step: number): string {
  const [from, to] = [y(UPPER, Math.max(0, meanDelay)), y(UPPER, Math.min(0, meanDelay))];
  const size = `x="${(middle - step * 0.38).toFixed(1)}" y="${from.toFixed(1)}" width="${(step * 0.76).toFixed(1)}"`;
  return `<rect class="${kind === 'stormy' ? 'storm' : 'bar'}" ${size} height="${(to - from).toFixed(1)}"/>`;
}

function shape(mark: Mark, middle: number, height: number): string {
  const at = `${middle.toFixed(1)} ${height.toFixed(1)}`;
  const [cx, cy] = at.split(' ');
  switch (mark) {
    case 'critical':
      return `<path class="critical" d="M${at}m0 -6l6 6l-6 6l-6 -6z"/>`;
    case 'warning':
      return `<path class="warning" d="M${at}m0 -6l5.5 10h-11z"/>`;
    case 'missed':
      return `<circle class="missed" cx="${cx}" cy="${cy}" r="4"/>`;
    default:
      return `<circle class="ok" cx="${cx}" cy="${cy}" r="2.5"/>`;
  }
}

/** `6 Apr`, upright, so that three days in a row have room. */
function dateLabel({ day }: FlightDay, middle: number): string {
  const text = `${Number(day.slice(8))} ${monthOf(day, 'short')}`;
  const place = `translate(${(middle + 3.5).toFixed(1)} ${LOWER.bottom + 6})rotate(-90)`;
  return `<text class="date" transform="${place}" text-anchor="end">${text}</text>`;
}

function* months(days: readonly FlightDay[], step: number): Iterable<string> {
  for (const [i, { day }] of days.entries()) {
    if (!day.endsWith('-01')) continue;
    const at = (LEFT + step * i).toFixed(1);
    if (i > 0) yield `<path class="grid" d="M${at} ${UPPER.top}V${HEIGHT - 12}"/>`;
    yield `<text class="soft" x="${Number(at) + 6}" y="${HEIGHT - 14}">${monthOf(day, 'long')}</text>`;
  }
}

export function monthOf(day: string, month: 'short' | 'long'): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', { month, timeZone: 'UTC' });
}
