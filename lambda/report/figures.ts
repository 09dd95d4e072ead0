import { percent, rounded } from '../decide';

/** An effect: three decimals at most, and never a 0 for something that is not. */
export function effectText(value: number | undefined): string {
  if (value === undefined) return '';
  if (value > 0 && value < 0.0005) return '< 0.001';
  return value < 100 ? String(Number(value.toFixed(3))) : rounded(value);
}

/** How often a threshold: `2.4 ×`. */
export function timesText(ratio: number): string {
  return `${ratio >= 100 ? rounded(ratio) : ratio.toFixed(1)} ×`;
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

/** A time of the report: `2001-04-06 12:00`. What is no time is shown as it is. */
export function timeText(time: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(time) ? time.slice(0, 16).replace('T', ' ') : time;
}
