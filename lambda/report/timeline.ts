import type { DriftFinding, DriftReport } from '../../lib/contract';
import { counted, integer, percent, plainName } from '../decide';
import { timeText } from './figures';
import { bounded, type Html, html } from './html';
import { verdictSymbol } from './verdict-mark';

/** Windows of a timeline, the reported one included. */
export const TIMELINE_WINDOWS = 14;
const MOST_FIELDS = 10;
/** Windows of about a day are named by their date alone. */
const ABOUT_A_DAY = 20 * 3_600_000;
const RANK = ['OK', 'WARNING', 'CRITICAL'];

/** The windows up to the reported one, oldest first: the newest revision of each, and no later ones. */
export function timelineOf(report: DriftReport, earlier: readonly DriftReport[]): readonly DriftReport[] {
  const windows = new Map<string, DriftReport>();
  for (const one of earlier) {
    const { start, end, revision } = one.window;
    if (!(Date.parse(start) < Date.parse(report.window.start))) continue;
    const known = windows.get(`${start} ${end}`);
    if (known === undefined || known.window.revision < revision) windows.set(`${start} ${end}`, one);
  }
  const before = [...windows.values()].sort((a, b) => Date.parse(a.window.start) - Date.parse(b.window.start));
  return [...before.slice(1 - TIMELINE_WINDOWS), report];
}

function worst(findings: readonly DriftFinding[]): DriftFinding['verdict'] | undefined {
  return findings.map(({ verdict }) => verdict).sort((a, b) => RANK.indexOf(b) - RANK.indexOf(a))[0];
}

/** Names that moved in any of the windows: those of the last one in its order, then those that moved in most windows. */
function movedFields(windows: readonly DriftReport[]): readonly string[] {
  const times = new Map<string, number>();
  for (const { findings } of windows) {
    for (const name of new Set(findings.map((finding) => finding.name))) times.set(name, (times.get(name) ?? 0) + 1);
  }
  const latest = new Set(windows.at(-1)?.findings.map(({ name }) => name));
  const before = [...times].filter(([name]) => !latest.has(name)).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return [...latest, ...before.map(([name]) => name)];
}

function columnText({ window }: DriftReport): string {
  const days = Date.parse(window.end) - Date.parse(window.start) >= ABOUT_A_DAY;
  return days ? timeText(window.start).slice(5, 10) : timeText(window.start).slice(5);
}

/** What moved when: one column a window, one row a field. A table, so that it reads as well as it looks. */
export function timeline(windows: readonly DriftReport[]): Html {
  const moved = movedFields(windows);
  const head = windows.map((one, i) => {
    const current = i === windows.length - 1;
    return html`<th scope="col" class="tl">${bounded(columnText(one), 20)}${current ? html`<br><b>this</b>` : undefined}</th>`;
  });
  const verdicts = windows.map(({ verdict }) => html`<td class="tl">${verdictSymbol(verdict)}</td>`);
  const fields = moved.slice(0, MOST_FIELDS).map((name) => {
    const cells = windows.map(({ findings }) => {
      const own = findings.filter((finding) => finding.name === name);
      const verdict = worst(own.filter(({ mute }) => mute === undefined));
      if (verdict !== undefined) return html`<td class="tl">${verdictSymbol(verdict)}</td>`;
      return html`<td class="tl dim">${own.length > 0 ? 'muted' : '·'}</td>`;
    });
    return html`<tr><th scope="row"><bdi>${bounded(plainName(name), 40)}</bdi></th>${cells}</tr>`;
  });
  const left = moved.length - MOST_FIELDS;
  const rows = windows.map(({ rows: count }) => html`<td class="tl dim">${integer(count)}</td>`);
  const coverage = windows.some((one) => one.coverage !== undefined)
    ? html`<tr><th scope="row">coverage</th>${windows.map((one) => html`<td class="tl dim">${one.coverage === undefined ? '' : percent(one.coverage)}</td>`)}</tr>`
    : undefined;
  return html`<div class="x" role="region" aria-labelledby="timeline-c" tabindex="0"><table class="tw"><caption id="timeline-c">The last ${counted(windows.length, 'window')} by their start (UTC). ✓ OK, ▲ warning, ◆ critical, ◐ incomplete, ? too few rows, · calm.</caption><thead><tr><th scope="col">window</th>${head}</tr></thead><tbody><tr><th scope="row"><b>verdict</b></th>${verdicts}</tr>${fields}<tr><th scope="row">rows</th>${rows}</tr>${coverage}</tbody></table></div>${left > 0 ? html`<p class="dim">${integer(left)} more fields moved in these windows.</p>` : undefined}`;
}
