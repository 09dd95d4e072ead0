import { type EvaluateDriftEvent, WATERMARK_MINUTES } from '../../../lib/contract';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Windows that ended this long ago are looked at again: SageMaker delivers late objects within minutes. */
const LATE_HOURS = 6;
/** Longest window that can be asked for. */
const MAX_HOURS = 31 * 24;

export interface Span {
  readonly start: Date;
  /** Exclusive. */
  readonly end: Date;
}

export interface EvaluationRequest {
  readonly now: Date;
  /** Oldest first, so that alarms see them in order. */
  readonly windows: readonly Span[];
}

/**
 * Reads what the evaluator is asked to do.
 *
 * @param clock the time where the event names none
 * @throws Error that says what is wrong with the event
 */
export function readEvaluationRequest(event: unknown, clock: Date, windowHours: number): EvaluationRequest {
  const { now: given, window } = (typeof event === 'object' && event !== null ? event : {}) as EvaluateDriftEvent;
  const now = given === undefined ? clock : time('now', given);
  if (window === undefined) return { now, windows: dueWindows(now, windowHours) };
  const span = { start: time('window.start', window.start), end: time('window.end', window.end) };
  const hours = (span.end.getTime() - span.start.getTime()) / HOUR;
  if (span.start.getTime() % HOUR !== 0 || !Number.isInteger(hours) || hours < 1 || hours > MAX_HOURS) {
    throw new Error(
      `The window from ${window.start} to ${window.end} cannot be judged. Give whole UTC hours, at least 1 and at most ${MAX_HOURS}, end exclusive.`,
    );
  }
  const closes = span.end.getTime() + WATERMARK_MINUTES * MINUTE;
  if (closes > now.getTime()) {
    throw new Error(
      `The window that ends at ${window.end} is not complete before ${new Date(closes).toISOString()}, and now is ${now.toISOString()}. Ask again then, or give a later \`now\`.`,
    );
  }
  return { now, windows: [span] };
}

/** The newest window past its watermark, and those before it that late objects may still change. */
export function dueWindows(now: Date, windowHours: number): readonly Span[] {
  const length = windowHours * HOUR;
  const newest = Math.floor((now.getTime() - WATERMARK_MINUTES * MINUTE) / length) * length;
  const before = Math.max(1, Math.ceil(LATE_HOURS / windowHours));
  return Array.from({ length: before + 1 }, (_, index) => newest - (before - index) * length).map((end) => {
    return { start: new Date(end - length), end: new Date(end) };
  });
}

function time(name: string, value: unknown): Date {
  const parsed = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T.*Z$/.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(parsed)) return new Date(parsed);
  throw new Error(`${name} is ${JSON.stringify(value)}; expected a time in UTC such as 2026-11-23T00:00:00Z.`);
}
