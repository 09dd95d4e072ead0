import { percent, rounded } from '../decide';

const DAY = 24 * 3_600_000;

/** An effect: three digits or so, and never a 0 for something that is not. */
export function effectText(value: number | undefined): string {
  if (value === undefined) return '';
  if (value === 0) return '0';
  if (value > 0 && value < 0.0005) return '< 0.001';
  return value < 100 ? value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 1) : rounded(value);
}

/** A value of a field, with a minus sign that is one. */
export function valueText(value: number): string {
  return value < 0 ? `−${rounded(-value)}` : rounded(value);
}

/** A threshold, as a person would write it. */
export function thresholdText(value: number): string {
  return value >= 0.0005 && value < 100 ? String(Number(value.toFixed(3))) : effectText(value);
}

/** How often a threshold: `2.4`. Near it with two digits, cut: what is below its threshold is never said to be 1. */
export function ratioText(ratio: number): string {
  if (ratio > 0 && ratio < 0.05) return '< 0.1';
  if (ratio >= 0.95 && ratio < 1.05) return (Math.floor(ratio * 100) / 100).toFixed(2);
  return ratio === 0 ? '0' : ratio >= 100 ? rounded(ratio) : ratio.toFixed(1);
}

/** A p-value; what is too small to matter is not written out. */
export function probabilityText(p: number | undefined): string {
  if (p === undefined) return '';
  return p < 0.0001 ? '< 0.0001' : String(Number(p.toPrecision(2)));
}

/** A share before and now. */
export function sharesText({ baseline, current }: { readonly baseline: number; readonly current: number }): string {
  return `${percent(baseline)} → ${percent(current)}`;
}

/** A window: `2001-04-06 UTC` where it is a day, otherwise both its ends. */
export function windowText({ start, end }: { readonly start: string; readonly end: string }): string {
  const [from, to] = [timeText(start), timeText(end)];
  const day = Date.parse(end) - Date.parse(start) === DAY && from.endsWith(' 00:00');
  if (day) return `${from.slice(0, 10)} UTC`;
  // Data without times: judged at a moment, and nothing is known of when it is from.
  if (start === end) return `judged ${from} UTC`;
  return `${from} to ${from.slice(0, 11) === to.slice(0, 11) ? to.slice(11) : to} UTC`;
}

/** A time of the report: `2001-04-06 12:00`. What is no time is shown as it is. */
export function timeText(time: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(time) ? time.slice(0, 16).replace('T', ' ') : time;
}
