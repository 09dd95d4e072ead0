/** Width of a window of the reference. */
export type WindowUnit = 'hour' | 'day';

const MILLISECONDS: Readonly<Record<WindowUnit, number>> = { hour: 3_600_000, day: 86_400_000 };

/** Numbers below this are seconds, others milliseconds since 1970. */
const FIRST_MILLISECONDS = 1e11;
const DATE =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Milliseconds since 1970 of a time as files write it: ISO 8601, `2001/01/14 21:55`, seconds or milliseconds since 1970,
 * a Date. A time without a zone is UTC. NaN where it is no time.
 */
export function timeOf(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'bigint') return timeOf(Number(value));
  if (typeof value === 'number') return Math.abs(value) < FIRST_MILLISECONDS ? value * 1000 : value;
  if (typeof value !== 'string') return Number.NaN;
  const text = value.trim();
  const match = DATE.exec(text);
  if (match === null) return /^\d+(?:\.\d+)?$/.test(text) ? timeOf(Number(text)) : Number.NaN;
  const [, year, month, day, hour, minute, second, zone] = match;
  const time = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  const real = new Date(time).getUTCDate() === Number(day) && Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60;
  return real ? time - zoneOffset(zone) : Number.NaN;
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}

/** Start of the UTC window that a time lies in, in milliseconds since 1970. */
export function windowStart(time: number, unit: WindowUnit): number {
  return Math.floor(time / MILLISECONDS[unit]) * MILLISECONDS[unit];
}
