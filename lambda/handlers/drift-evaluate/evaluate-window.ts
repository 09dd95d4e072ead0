import { createHash } from 'node:crypto';
import type { EvaluatedWindow } from '../../../lib/contract';
import { matchedBefore } from '../../decide';
import type { SketchTotals, WindowEvaluator } from '../../drift';
import type { Sketching } from '../drift-sketch/sketch-object';
import type { AlarmStates } from './alarm-states';
import { type Announcing, announce } from './announce';
import { coverageOf } from './coverage';
import { mergeSketches } from './merge-sketches';
import type { Reports, StoredReport } from './reports';
import type { Span } from './request';
import { type WindowSketch, windowSketches } from './window-sketches';
import { writePage } from './write-page';

/** What judging windows needs. */
export interface Evaluation extends Sketching, Announcing {
  readonly evaluator: WindowEvaluator;
  readonly reports: Reports;
  readonly states: AlarmStates;
  readonly now: Date;
  readonly warn: (message: string, details: object) => void;
}

/**
 * Judges one window: sketch what is missing, merge, report, alarm state, announcement, page. The same inputs are never judged
 * twice; other inputs (late objects, another baseline or policy) make the next revision. Where an earlier call ended
 * half-way, the rest is done.
 */
export async function evaluateWindow(span: Span, evaluation: Evaluation): Promise<EvaluatedWindow> {
  const { reports, states, now } = evaluation;
  const window = { start: span.start.toISOString(), end: span.end.toISOString() };
  const sketches = await windowSketches(span, evaluation);
  const inputs = digestOf(sketches, evaluation);
  const latest = await reports.latest(window);
  const judgedBefore = latest?.inputs === inputs;
  if (judgedBefore && latest.announced) return told(latest, 'unchanged');

  let merging: Promise<SketchTotals> | undefined;
  const totals = () => {
    merging ??= merge(sketches, evaluation);
    return merging;
  };
  const stored = judgedBefore ? latest : await judge(span, await totals(), inputs, nextRevision(latest), evaluation);
  if (stored === undefined) {
    const other = await reports.latest(window);
    if (other === undefined) throw new Error(`The report on the window from ${window.start} vanished: call again.`);
    return told(other, 'elsewhere');
  }
  const transition = await states.apply(stored.report);
  await announce(stored, transition, now, evaluation);
  await reports.markAnnounced(stored);
  // Last, and never in the way of what was said: whoever reads the event finds the JSON, and the page a moment later.
  await writePage(stored, totals, evaluation);
  return { ...told(stored, judgedBefore ? 'resumed' : 'evaluated'), severity: transition.state.severity };
}

async function merge(sketches: readonly WindowSketch[], evaluation: Evaluation): Promise<SketchTotals> {
  const { totals, lost } = await mergeSketches(sketches, evaluation);
  const some = { lost: lost.slice(0, 20) };
  if (lost.length > 0) evaluation.warn('Sketches that cannot be read, of objects that are gone', some);
  return totals;
}

function nextRevision(latest: StoredReport | undefined): number {
  return (latest?.report.window.revision ?? -1) + 1;
}

/** @returns undefined where another evaluation wrote the revision first. */
async function judge(
  { start, end }: Span,
  totals: SketchTotals,
  inputs: string,
  revision: number,
  evaluation: Evaluation,
): Promise<StoredReport | undefined> {
  const { settings, baseline, evaluator, metrics, reports, states, now } = evaluation;
  const invocations = await metrics.invocations(start, end);
  const window = { start: start.toISOString(), end: end.toISOString(), revision };
  const { id: digest, source } = baseline.document;
  const report = evaluator.evaluate(totals, {
    window,
    evaluatedAt: now.toISOString(),
    endpointName: settings.endpointName,
    modelVersion: settings.modelVersion,
    coverage: coverageOf(totals.lines, invocations, settings.samplingPercentage),
    matchedBefore: matchedBefore(await states.current(), window, { digest, source }),
  });
  return reports.add(report, inputs);
}

/** Whatever changes a verdict changes this. */
function digestOf(sketches: readonly WindowSketch[], { baseline, settings }: Evaluation): string {
  const parts = [baseline.document.id, settings.policy, settings.samplingPercentage, sketches.map(({ key }) => key)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function told({ key, report }: StoredReport, outcome: EvaluatedWindow['outcome']): EvaluatedWindow {
  const { start, end, revision } = report.window;
  return { start, end, outcome, revision, verdict: report.verdict, reportKey: key };
}
