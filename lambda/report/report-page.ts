import type { DriftPolicySettings, DriftReport, DriftReportFeature } from '../../lib/contract';
import { counted, integer, percent, plainName } from '../decide';
import type { BaselineDocument, SketchTotals } from '../drift';
import { fieldCard } from './field-card';
import { FieldDrawing } from './field-drawing';
import { fieldRow, fieldTable } from './field-table';
import { timeText } from './figures';
import { bounded, Html, html, sentence } from './html';
import { PageBudget } from './page-budget';
import { PAGE_STYLE } from './page-style';
import { type RankedField, rankedFields } from './ranked-fields';
import { timeline, timelineOf } from './timeline';
import { verdictBadge, verdictMark } from './verdict-mark';

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
const MOST_REASONS = 20;
const MOST_MUTED = 50;
/** Bytes of the tables and of the cards: with frame and style a page stays below 400 kB. */
const TABLE_BYTES = 240_000;
const CARD_BYTES = 120_000;

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * The report as one page that needs nothing else: no script, no request, light, dark and on paper. The same input gives
 * the same bytes. Of sensitive fields it shows what the report says, and draws nothing.
 */
export function reportPage(page: ReportPage): string {
  const { report, baseline } = page;
  const windows = timelineOf(report, page.earlier ?? []);
  const title = `Drift report${report.endpointName === undefined ? '' : ` of ${plainName(report.endpointName)}`}, ${timeText(report.window.start)}`;
  const room = { rows: new PageBudget(TABLE_BYTES), cards: new PageBudget(CARD_BYTES) };
  const drawings = new Drawings(page);
  const section = (role: 'feature' | 'prediction') => fieldSection(role, page, drawings, room);
  const predictions = section('prediction');
  const features = section('feature');
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${bounded(title, 160)}</title><style>${new Html(PAGE_STYLE)}</style></head>
<body><header>${heading(report)}</header>
<main>${circumstances(report)}
<section aria-labelledby="timeline"><h2 id="timeline">Last windows</h2>${timeline(windows)}</section>
${features}${predictions}${muted(report)}</main>
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

function heading(report: DriftReport): Html {
  const { endpointName, modelVersion, verdict, summary, explanation, quietUntil } = report;
  const of = endpointName === undefined ? '' : ` of ${plainName(endpointName)}`;
  const model = modelVersion === undefined ? '' : `, model ${plainName(modelVersion)}`;
  // The badge says it already.
  const word = `${verdictMark(verdict).words}: `;
  const said = summary.startsWith(word) ? summary.slice(word.length) : summary;
  const quiet =
    quietUntil === undefined
      ? undefined
      : html`<p>Quiet period until ${timeText(bounded(quietUntil, 40))} UTC: nothing is worse than a warning.</p>`;
  return html`<h1>Drift report${of}${model}</h1><p class="say">${verdictBadge(verdict)} ${sentence(said)}</p><ul class="why">${explanation.slice(0, MOST_SENTENCES).map((one) => html`<li>${sentence(one)}</li>`)}</ul>${quiet}`;
}

function circumstances(report: DriftReport): Html {
  const { window, rows, coverage, invalidRows, evaluatedAt, tests, falseDiscoveryRate } = report;
  const reasons = Object.entries(invalidRows).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const lines = reasons.reduce((sum, [, count]) => sum + count, 0);
  const entries: readonly (readonly [string, string])[] = [
    ['Window, UTC', `${timeText(window.start)} to ${timeText(window.end)}`],
    ['Rows', integer(rows)],
    [
      'Coverage',
      coverage === undefined
        ? 'not known: nothing says how many rows to expect'
        : `${percent(coverage)} of the expected rows`,
    ],
    ['Lines and rows left out', lines === 0 ? 'none' : integer(lines)],
    ['Judged', `${timeText(evaluatedAt)}, revision ${window.revision}`],
    ['Tests', `${counted(tests, 'test')}, at most ${percent(falseDiscoveryRate)} false among the findings`],
  ];
  const bad =
    lines === 0
      ? undefined
      : html`<table><caption>What could not be read</caption><thead><tr><th scope="col">reason</th><th scope="col" class="r">count</th></tr></thead><tbody>${reasons.slice(0, MOST_REASONS).map(([reason, count]) => html`<tr><th scope="row">${plainName(reason)}</th><td class="r">${integer(count)}</td></tr>`)}</tbody></table>`;
  return html`<section aria-labelledby="window"><h2 id="window">Window</h2><dl class="f">${entries.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>${bad}</section>`;
}

interface Room {
  readonly rows: PageBudget;
  readonly cards: PageBudget;
}

function fieldSection(role: 'feature' | 'prediction', page: ReportPage, drawings: Drawings, room: Room): Html {
  const { report, policy = {} } = page;
  const fields = rankedFields(role === 'feature' ? report.features : report.predictions, report);
  const title = role === 'feature' ? 'Features' : 'Predictions';
  const start = html`<section aria-labelledby="${role}s"><h2 id="${role}s">${title}</h2>`;
  if (fields.length === 0) return html`${start}<p>The baseline has none.</p></section>`;
  const cards = new Map<RankedField, Html>();
  for (const ranked of fields) {
    const card = room.cards.take(fieldCard(ranked, drawings.of(ranked.field)?.full(), policy));
    if (card === undefined) break;
    cards.set(ranked, card);
  }
  const rows: Html[] = [];
  for (const ranked of fields) {
    const linked = cards.has(ranked);
    const drawn = room.rows.take(fieldRow(ranked, drawings.of(ranked.field)?.small(), linked));
    const row = drawn ?? room.rows.take(fieldRow(ranked, undefined, linked));
    if (row === undefined) break;
    rows.push(row);
  }
  const movedFields = fields.filter(({ findings }) => findings.length > 0).length;
  const ordered = fields.some(({ field }) => field.importance !== undefined) ? 'effect × importance' : 'effect';
  const caption = `${integer(movedFields)} of ${counted(fields.length, 'field')} moved; by verdict and ${ordered}.`;
  const unlisted = fields.length - rows.length;
  const inFull =
    cards.size < fields.length
      ? html`<p class="dim">The first ${integer(cards.size)} are shown in full${unlisted > 0 ? html`; ${counted(unlisted, 'field')} are in the JSON report only` : undefined}.</p>`
      : undefined;
  return html`${start}${fieldTable(caption, rows, `${role}s-c`)}${inFull}${[...cards.values()]}</section>
`;
}

function muted({ findings }: DriftReport): Html | undefined {
  const quiet = findings.filter(({ mute }) => mute !== undefined);
  if (quiet.length === 0) return undefined;
  const rows = quiet.slice(0, MOST_MUTED).map(({ name, verdict, text, mute }) => {
    return html`<tr><th scope="row"><bdi>${plainName(name)}</bdi></th><td>${verdictBadge(verdict)}</td><td>${bounded(text, 300)}</td><td>${bounded(mute?.reason ?? '', 300)}</td><td>${bounded(mute?.owner ?? '', 80)}</td><td>${timeText(bounded(mute?.expiresAt ?? '', 40))}</td></tr>`;
  });
  return html`<section aria-labelledby="muted"><h2 id="muted">Muted findings</h2><div class="x"><table><caption>${counted(quiet.length, 'finding')} that somebody answers for: listed, but not counted.</caption><thead><tr><th scope="col">field</th><th scope="col">verdict</th><th scope="col">what happened</th><th scope="col">reason</th><th scope="col">owner</th><th scope="col">until, UTC</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function footer({ baseline }: DriftReport, document: BaselineDocument): Html {
  const { digest, source, rows, version, createdAt, approvedBy } = baseline;
  const data = source === 'training' ? 'training data' : 'captured traffic';
  const windows =
    document.windows === undefined
      ? 'its unrest was not learned'
      : `its unrest was learned from ${counted(document.windows.used.length, `${document.windows.unit} window`)}`;
  return html`<h2>Baseline</h2><p>${version === undefined ? '' : `${plainName(version)}, `}${counted(rows, 'row')} of ${data}, made ${timeText(createdAt ?? 'at an unknown time')}, ${approvedBy === undefined ? 'approved by nobody yet' : `approved by ${plainName(approvedBy)}`}; ${windows}. SHA-256 ${plainName(digest)}.</p>
<details class="m"><summary>How to read this</summary><p>A field moved where its effect reaches the threshold <em>and</em> chance alone would hardly do that at this number of rows. W/σ is how far values were carried on average, in standard deviations of the baseline; PSI compares shares of ten groups. Unrest is what the reference's own windows did although nothing was wrong; where it is larger than the threshold that was set, it is the threshold. Adjusted p is after Benjamini-Hochberg over all tests of the window. Distributions are drawn from counts in the baseline's cells, so the window's line is evened out within a cell; figures are not computed from the drawing.</p></details>`;
}
