import type { DriftFinding, DriftReport } from '../../lib/contract';
import { counted, integer, percent, plainName } from '../decide';
import { ratioText, timeText } from './figures';
import { bounded, type Html, html } from './html';
import { ratioOf } from './ranked-fields';
import { verdictMark, verdictSymbol } from './verdict-mark';

/** Windows of a timeline, the reported one included. */
export const TIMELINE_WINDOWS = 14;
const MOST_FIELDS = 10;
/** Windows of about a day are named by their date alone. */
const ABOUT_A_DAY = 20 * 3_600_000;
/** Effect ÷ threshold that fills a cell. */
const FULL_BAR = 2;
const MARKS = '✓ OK, ▲ warning, ◆ critical, ◐ incomplete, ? too few rows';
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

/** In how many windows up to the last one, without a break, a field had a finding that nobody muted. */
export function windowsInARow(windows: readonly DriftReport[], field: Pick<DriftFinding, 'name' | 'role'>): number {
  const calm = windows.findLastIndex(
    ({ findings }) =>
      !findings.some(({ name, role, mute }) => name === field.name && role === field.role && mute === undefined),
  );
  return windows.length - 1 - calm;
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

/** Effect ÷ threshold of what was tested of a field, or of the field that moved farthest. */
function ratioIn({ features, predictions, findings }: DriftReport, name?: string): number | undefined {
  const tested = [...features, ...predictions].filter((field) => {
    return (name === undefined || field.name === name) && field.verdict !== 'INSUFFICIENT_DATA';
  });
  const ratios = tested.map((field) =>
    ratioOf(
      field,
      findings.filter((finding) => finding.name === field.name && finding.role === field.role),
    ),
  );
  return ratios.length === 0 ? undefined : Math.max(...ratios);
}

/** One field in one window: a bar, half as high as the cell's where the effect is the threshold, and the figure. */
function cell(report: DriftReport, name?: string): Html {
  const ratio = ratioIn(report, name);
  const own = report.findings.filter((finding) => finding.name === name);
  const verdict = worst(own.filter(({ mute }) => mute === undefined));
  const text = ratio === undefined ? '' : ratioText(ratio);
  const height = Math.round(Math.min(1, (ratio ?? 0) / FULL_BAR) * 100);
  const bar = (style: string, said: Html | string) => html`<td class="tl ${style}" style="--e:${height}%">${said}</td>`;
  if (verdict !== undefined) return bar(`tv ${verdictMark(verdict).style}-e`, html`${verdictSymbol(verdict)} ${text}`);
  if (own.length > 0) return bar('tv', html`muted ${text}`);
  return ratio === undefined ? html`<td class="tl dim">–</td>` : bar('tv', text);
}

function row(title: Html | string, cells: readonly Html[]): Html {
  return html`<tr><th scope="row">${title}</th>${cells}</tr>`;
}

/** What moved when, and how near to its threshold it was: one column a window, one row a field. A table, so that it reads as well as it looks. */
export function timeline(windows: readonly DriftReport[]): Html {
  if (windows.length < 2) return html`<p>No report on an earlier window is known.</p>`;
  const moved = movedFields(windows);
  const head = windows.map((one, i) => {
    const current = i === windows.length - 1;
    return html`<th scope="col" class="tl">${bounded(columnText(one), 20)}${current ? html`<br><b>this</b>` : undefined}</th>`;
  });
  const dim = (text: string) => html`<td class="tl dim">${text}</td>`;
  const verdicts = windows.map(({ verdict }) => html`<td class="tl">${verdictSymbol(verdict)}</td>`);
  const fields = moved.slice(0, MOST_FIELDS).map((name) => {
    return row(
      html`<bdi>${bounded(plainName(name), 40)}</bdi>`,
      windows.map((one) => cell(one, name)),
    );
  });
  const farthest =
    moved.length > 0
      ? []
      : [
          row(
            'farthest field',
            windows.map((one) => cell(one)),
          ),
        ];
  const coverage = windows.some((one) => one.coverage !== undefined)
    ? row(
        'coverage',
        windows.map((one) => dim(one.coverage === undefined ? '' : percent(one.coverage))),
      )
    : undefined;
  const left = moved.length - MOST_FIELDS;
  return html`<div class="x nx" role="region" aria-labelledby="timeline-c" tabindex="0"><table class="tw"><caption id="timeline-c">The last ${counted(windows.length, 'window')} by their start (UTC): effect ÷ threshold, dotted where it is 1. ${MARKS}.</caption><thead><tr><th scope="col">window</th>${head}</tr></thead><tbody>${row(html`<b>verdict</b>`, verdicts)}${[...fields, ...farthest]}${row(
    'rows',
    windows.map(({ rows: count }) => dim(integer(count))),
  )}${coverage}</tbody></table></div>${left > 0 ? html`<p class="dim">${counted(left, 'more field')} moved in these windows.</p>` : undefined}`;
}
