import type { DriftPolicySettings, DriftReport, DriftReportFeature } from '../../lib/contract';
import { capitalised, counted, integer, plainName } from '../decide';
import type { BaselineDocument, SketchTotals } from '../drift';
import { FieldDrawing } from './field-drawing';
import { fieldSection } from './field-section';
import { timeText, windowText } from './figures';
import { bounded, Html, html, sentence } from './html';
import { nextSteps } from './next-steps';
import { PageBudget } from './page-budget';
import { PAGE_STYLE } from './page-style';
import { type RankedField, rankedFields } from './ranked-fields';
import { scrolled } from './scrolled';
import { timeline, timelineOf } from './timeline';
import { verdictBadge } from './verdict-mark';
import { windowSection } from './window-section';

/** What a page is made of. */
export interface ReportPage {
  readonly report: DriftReport;
  /** The baseline that the report names. */
  readonly baseline: BaselineDocument;
  /** Merged sketches of the window. */
  readonly totals: SketchTotals;
  /** Reports on other windows, in any order; the last ones before this window make the timeline. @default none */
  readonly earlier?: readonly DriftReport[];
  /** As the window was judged with. @default the library's */
  readonly policy?: DriftPolicySettings;
}

const MOST_SENTENCES = 12;
/** Bytes of all but style, frame and footer: with them a page stays below 400 kB. */
const PAGE_BYTES = 380_000;
const MUTED_PART = 0.15;
const PREDICTIONS_PART = 0.4;

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * The report as one page that needs nothing else: no script, no request, light, dark and on paper. The same input gives
 * the same bytes. Of sensitive fields it shows what the report says, and draws nothing.
 */
export function reportPage(page: ReportPage): string {
  const { report, baseline } = page;
  const room = new PageBudget(PAGE_BYTES);
  const drawings = new Drawings(page);
  const section = (role: 'feature' | 'prediction', part: PageBudget) => {
    const fields = rankedFields(role === 'feature' ? report.features : report.predictions, report);
    const drawing = ({ field }: RankedField) => drawings.of(field);
    const made = fieldSection({ role, fields, drawing, policy: page.policy ?? {}, room: part });
    room.giveBack(part);
    return made;
  };
  const roomOfMuted = room.part(MUTED_PART);
  const mutes = muted(report, roomOfMuted);
  room.giveBack(roomOfMuted);
  const windows = timelineOf(report, page.earlier ?? []);
  const above = html`<header>${heading(report, windows)}${contents(mutes !== undefined)}</header>
<main>${windowSection(report)}
<section aria-labelledby="timeline"><h2 id="timeline">Last windows</h2>${timeline(windows)}</section>
`;
  room.take(above);
  // There are few predictions: whatever number of features follows, they find room.
  const predictions = section('prediction', room.part(PREDICTIONS_PART));
  const features = section('feature', room.part(1));
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${bounded(titleText(report), 160)}</title><style>${new Html(PAGE_STYLE)}</style></head>
<body>${above}${features}${predictions}${mutes}</main>
<footer>${footer(report, baseline)}</footer></body></html>
`.text;
}

/** Draws the fields of a page; nothing of a sensitive one. */
class Drawings {
  private readonly columns: ReadonlyMap<string, BaselineDocument['columns'][number]>;
  private readonly sketches: ReadonlyMap<string, SketchTotals['columns'][number]>;
  private readonly sensitive: ReadonlySet<string>;

  constructor({ baseline, totals }: ReportPage) {
    const { features, outputs } = baseline.featureSchema;
    this.columns = new Map(baseline.columns.map((column) => [column.name, column]));
    this.sketches = new Map(totals.columns.map((column) => [column.name, column]));
    this.sensitive = new Set([...features, ...outputs].flatMap(({ name, sensitive }) => (sensitive ? [name] : [])));
  }

  of(field: DriftReportFeature): FieldDrawing | undefined {
    const column = this.columns.get(field.name);
    if (column === undefined || this.sensitive.has(field.name)) return undefined;
    return new FieldDrawing(field, column, this.sketches.get(field.name));
  }
}

/** The badge says it already. */
const SAID_BY_THE_BADGE = /^(Warning|Critical|Emergency|Incomplete|Too few rows to judge): /;

function titleText({ endpointName, modelVersion, window }: DriftReport): string {
  const of = endpointName === undefined ? '' : ` of ${plainName(endpointName)}`;
  const model = modelVersion === undefined ? '' : `, model ${plainName(modelVersion)}`;
  return `Drift report${of}${model}, ${windowText(window)}`;
}

function heading(report: DriftReport, windows: readonly DriftReport[]): Html {
  const { verdict, summary, explanation } = report;
  const said = capitalised(summary.replace(SAID_BY_THE_BADGE, ''));
  const steps = nextSteps(report, windows);
  const next = steps.length > 0 ? html`<p class="next"><b>What to do.</b> ${sentence(steps.join(' '))}</p>` : undefined;
  return html`<h1>${titleText(report)}</h1><p class="say">${verdictBadge(verdict)} ${sentence(said)}</p><ul class="why">${explanation.slice(0, MOST_SENTENCES).map((one) => html`<li>${sentence(one)}</li>`)}</ul>${next}`;
}

function contents(withMutes: boolean): Html {
  const parts = [
    ['timeline', 'Last windows'],
    ['features', 'Features'],
    ['predictions', 'Predictions'],
    ...(withMutes ? [['muted', 'Muted findings']] : []),
    ['baseline', 'Baseline'],
    ['reading', 'How to read this'],
  ];
  return html`<nav aria-label="Parts of the report">${parts.map(([id, title], i) => html`${i > 0 ? ' · ' : ''}<a href="#${id}">${title}</a>`)}</nav>`;
}

function muted({ findings }: DriftReport, room: PageBudget): Html | undefined {
  const quiet = findings.filter(({ mute }) => mute !== undefined);
  if (quiet.length === 0) return undefined;
  const rows: Html[] = [];
  for (const { name, verdict, text, mute } of quiet) {
    const row = html`<tr><th scope="row"><bdi>${plainName(name)}</bdi></th><td>${verdictBadge(verdict)}</td><td>${bounded(text, 300)}</td><td>${bounded(mute?.reason ?? '', 300)}</td><td>${bounded(mute?.owner ?? '', 80)}</td><td>${timeText(bounded(mute?.expiresAt ?? '', 40))}</td></tr>`;
    if (room.take(row) === undefined) break;
    rows.push(row);
  }
  const left = quiet.length - rows.length;
  const more = left > 0 ? html`<p class="dim">${integer(left)} more in the JSON report.</p>` : undefined;
  return html`<section aria-labelledby="muted"><h2 id="muted">Muted findings</h2>${scrolled(html`<table><caption>${counted(quiet.length, 'finding')} that somebody answers for: listed, but not counted.</caption><thead><tr><th scope="col">field</th><th scope="col">verdict</th><th scope="col">what happened</th><th scope="col">reason</th><th scope="col">owner</th><th scope="col">until, UTC</th></tr></thead><tbody>${rows}</tbody></table>`, 'Muted findings')}${more}</section>`;
}

function footer({ baseline }: DriftReport, document: BaselineDocument): Html {
  const { digest, source, rows, version, createdAt, approvedBy } = baseline;
  const data = source === 'training' ? 'training data' : 'captured traffic';
  const windows =
    document.windows === undefined
      ? 'its unrest was not learned'
      : `its unrest was learned from ${counted(document.windows.used.length, `${document.windows.unit} window`)}`;
  return html`<h2 id="baseline">Baseline</h2><p>${version === undefined ? '' : `${plainName(version)}, `}${counted(rows, 'row')} of ${data}, made ${timeText(createdAt ?? 'at an unknown time')}, ${approvedBy === undefined ? 'approved by nobody yet' : `approved by ${plainName(approvedBy)}`}; ${windows}. SHA-256 ${plainName(digest)}.</p>
<h2 id="reading">How to read this</h2><p>A field moved where its effect reaches the threshold <em>and</em> chance alone would hardly do that at this number of rows. <b>W/σ</b> is how far values were carried on average, in standard deviations of the baseline, rows outside its range by at most the range; <b>PSI</b> compares shares of ten groups. <b>Unrest</b> is what the reference’s own windows did although nothing was wrong; where it is larger than the threshold that was set, it is the threshold. <b>Chance</b> is what windows of this size do when nothing moved. <b>Adjusted p</b> is after Benjamini-Hochberg over all tests of the window. Distributions are drawn from counts in the baseline’s cells, so the window’s line is evened out within a cell; figures are not computed from the drawing.</p>`;
}
