import type { DriftVerdict } from '../../lib/contract';
import { type Html, html } from './html';

interface VerdictMark {
  /** Told apart without colour. */
  readonly symbol: string;
  readonly words: string;
  /** Class of the style sheet. */
  readonly style: string;
}

const MARKS: Readonly<Record<DriftVerdict, VerdictMark>> = {
  OK: { symbol: '✓', words: 'OK', style: 'ok' },
  WARNING: { symbol: '▲', words: 'Warning', style: 'wa' },
  CRITICAL: { symbol: '◆', words: 'Critical', style: 'cr' },
  EMERGENCY: { symbol: '◆', words: 'Emergency', style: 'cr' },
  INSUFFICIENT_DATA: { symbol: '?', words: 'Too few rows', style: 'na' },
  INCOMPLETE: { symbol: '◐', words: 'Incomplete', style: 'ic' },
};

/** How a verdict is shown: symbol, words and a class for its colour. A verdict of a later version shows as unknown. */
export function verdictMark(verdict: DriftVerdict): VerdictMark {
  return Object.hasOwn(MARKS, verdict) ? MARKS[verdict] : MARKS.INSUFFICIENT_DATA;
}

/** A verdict in words with its symbol. */
export function verdictBadge(verdict: DriftVerdict): Html {
  const { symbol, words, style } = verdictMark(verdict);
  return html`<span class="b ${style}"><span aria-hidden="true">${symbol} </span><span class="bw">${words}</span></span>`;
}

/** A verdict as a symbol, its words for those who listen. */
export function verdictSymbol(verdict: DriftVerdict): Html {
  const { symbol, words, style } = verdictMark(verdict);
  return html`<span class="b ${style}" title="${words}"><span aria-hidden="true">${symbol}</span><span class="vh">${words}</span></span>`;
}
