import { plainText } from './plain-text';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 days 4 h`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return 'unknown';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole} s`;
  const two = (unit: number, name: string, smaller: number, smallerName: string) => {
    const rest = Math.floor((whole % unit) / smaller);
    return rest === 0
      ? `${Math.floor(whole / unit)} ${name}`
      : `${Math.floor(whole / unit)} ${name} ${rest} ${smallerName}`;
  };
  if (whole < HOUR) return two(MINUTE, 'min', 1, 's');
  if (whole < DAY) return two(HOUR, 'h', MINUTE, 'min');
  return two(DAY, whole < 2 * DAY ? 'day' : 'days', HOUR, 'h');
}

/** `2026-11-25 18:24 UTC`; what is no time stays as it is. */
export function minute(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : plainText(iso, 40);
}

export function secondsBetween(from: string, to: Date): number {
  return (to.getTime() - Date.parse(from)) / 1000;
}
