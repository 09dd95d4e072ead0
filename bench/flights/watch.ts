import { matchedBefore, nextAlarmState } from '../../lambda/decide';
import {
  ObjectSketcher,
  type PreparedBaseline,
  SketchMerger,
  type SketchTotals,
  WindowEvaluator,
} from '../../lambda/drift';
import { coverageOf } from '../../lambda/handlers/drift-evaluate/coverage';
import {
  type CaptureLine,
  type DriftAlarmState,
  type DriftReport,
  type OpenDriftAlarm,
  WATERMARK_MINUTES,
} from '../../lib/contract';
import type { RecordedRequest } from '../../scripts/start/replay';

/** What the monitor says of one day. */
export interface WatchedDay {
  readonly day: string;
  readonly report: DriftReport;
  /** Merged sketches of the window. */
  readonly totals: SketchTotals;
  /** Mean of the probabilities that the model gave. */
  readonly predicted: number;
  /** Alarms that stand after the window. */
  readonly open: readonly OpenDriftAlarm[];
  /** Value of the severity metric after the window: 0 none, 1 warning, 2 critical. */
  readonly severity: number;
}

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;

/** The deployed monitor without its account: the same scanner, sketches, evaluator and alarm state, window by window. */
export class DayWatch {
  private readonly evaluator: WindowEvaluator;
  private alarms: DriftAlarmState | undefined;

  constructor(private readonly baseline: PreparedBaseline) {
    this.evaluator = new WindowEvaluator(baseline);
  }

  /** Judges the next day. Days come in their order, as they come to a monitor. */
  judge(day: string, requests: readonly RecordedRequest[], answers: readonly string[]): WatchedDay {
    const sketcher = new ObjectSketcher(this.baseline, { objectKey: `${day}.jsonl`, etag: day });
    for (const [index, request] of requests.entries()) {
      sketcher.push(Buffer.from(`${JSON.stringify(captured(request, answers[index] ?? ''))}\n`));
    }
    const merger = new SketchMerger();
    merger.add(sketcher.end());
    const totals = merger.totals();
    const start = Date.parse(`${day}T00:00:00Z`);
    const end = start + DAY;
    const window = { start: new Date(start).toISOString(), end: new Date(end).toISOString(), revision: 0 };
    const { id: digest, source } = this.baseline.document;
    const report = this.evaluator.evaluate(totals, {
      window,
      evaluatedAt: new Date(end + WATERMARK_MINUTES * MINUTE).toISOString(),
      endpointName: 'flight-delay',
      coverage: coverageOf(totals.lines, requests.length, 100),
      matchedBefore: matchedBefore(this.alarms, window, { digest, source }),
    });
    this.alarms = nextAlarmState(this.alarms, report).state;
    return {
      day,
      report,
      totals,
      predicted: meanProbability(answers),
      open: this.alarms.open,
      severity: this.alarms.severity,
    };
  }
}

/** Answers are `probability,late`. */
function meanProbability(answers: readonly string[]): number {
  return answers.reduce((sum, answer) => sum + Number(answer.split(',')[0]), 0) / answers.length;
}

/** The line that Data Capture writes of a request. */
function captured({ time, inferenceId, body }: RecordedRequest, answer: string): CaptureLine {
  const payload = { observedContentType: 'text/csv', encoding: 'CSV' } as const;
  return {
    captureData: {
      endpointInput: { ...payload, mode: 'INPUT', data: body },
      endpointOutput: { ...payload, mode: 'OUTPUT', data: answer },
    },
    eventMetadata: { eventId: inferenceId, inferenceId, inferenceTime: time },
    eventVersion: '0',
  };
}
