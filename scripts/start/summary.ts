import pc from 'picocolors';
import type { CapturedSummary } from './captured';
import type { JudgedDay } from './judge';
import type { ReleaseStory } from './release';
import { percentile, type ReplayResult } from './replay';

export interface RunSummary {
  readonly checks: ComplianceLine;
  readonly replay: ReplayResult;
  /** What the drift monitor said of each day, in the order of the replays. */
  readonly judged: readonly JudgedDay[];
  readonly released: ReleaseStory;
  readonly captured: CapturedSummary;
  readonly bucket: string;
  readonly recordedTypes: readonly string[];
  readonly seconds: number;
}

/** What the ISO 27001 checks found in the synthesised app. */
export interface ComplianceLine {
  readonly checks: number;
  readonly resources: number;
  /** Findings that fail the synthesis. */
  readonly breaches: number;
  readonly warnings: number;
}

const count = (value: number) => value.toLocaleString('en-US');
const milliseconds = (value: number) => `${value.toFixed(1)} ms`;
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

const MAX_SHOWN_LINE = 600;

function shortened(line: string): string {
  return line.length <= MAX_SHOWN_LINE ? line : `${line.slice(0, MAX_SHOWN_LINE)}…`;
}

const plural = (value: number, noun: string, nouns: string) => `${value} ${value === 1 ? noun : nouns}`;

export function complianceText({ checks, resources, breaches, warnings }: ComplianceLine): string {
  const findings = `${plural(breaches, 'breach', 'breaches')}, ${plural(warnings, 'warning', 'warnings')}`;
  return `${checks} ISO 27001 checks ran on ${resources} resources: ${findings}`;
}

const VERDICT = { OK: pc.green, WARNING: pc.yellow, CRITICAL: pc.red } as Readonly<
  Record<string, (text: string) => string>
>;

function judgedText({ day, verdict, summary, alarms, html, json }: JudgedDay): string {
  const ringing = Object.entries(alarms).filter(([, state]) => state === 'ALARM');
  const alarm = ringing.length === 0 ? 'no alarm' : `in ALARM: ${ringing.map(([name]) => name).join(', ')}`;
  const colour = VERDICT[verdict] ?? String;
  return `${day} ${colour(verdict)}, ${alarm}. ${summary}\n${' '.repeat(15)}${html ?? json}`;
}

const seconds = (value: number) => `${value.toFixed(1)} s`;

export function releasedText({ promotionSeconds, rollbackSeconds, requests, failed }: ReleaseStory): string {
  return `Promoted in ${seconds(promotionSeconds)}, rolled back in ${seconds(rollbackSeconds)}: ${failed} of ${count(requests)} requests failed`;
}

/** The last thing that `npm start` prints. */
export function renderSummary(summary: RunSummary): string {
  const { replay, captured, recordedTypes } = summary;
  const variants = [...captured.lines].map(([variant, lines]) => `${variant} ${count(lines)}`).join(', ');
  const rows: [string, string][] = [
    ['compliance', complianceText(summary.checks)],
    [
      'requests',
      `${count(replay.requests)} in ${replay.seconds.toFixed(0)} s (${count(Math.round(replay.requests / replay.seconds))} a second)`,
    ],
    ['errors', `${count(replay.errors)}`],
    [
      'latency',
      [0.5, 0.95, 0.99]
        .map((share) => `p${share * 100} ${milliseconds(percentile(replay.latencies, share))}`)
        .join(', '),
    ],
    [
      'accuracy',
      `${percent(replay.correct, replay.requests)} of the answers agree with the delays that became known later`,
    ],
    [
      'captured',
      `${count(captured.objects)} objects, ${(captured.bytes / 1e6).toFixed(1)} MB in s3://${summary.bucket}`,
    ],
    ...summary.judged.map((day): [string, string] => ['drift', judgedText(day)]),
    [
      'released',
      `${releasedText(summary.released)}; the last answer of the rolled back version came ${seconds(summary.released.lastBadAnswerSeconds)} after the command`,
    ],
    ['lines', `${variants}; ${count(captured.complete)} with inference id, request and response`],
    [
      'not provided',
      recordedTypes.length === 0
        ? 'nothing: the account provides every type'
        : `recorded only: ${recordedTypes.join(', ')}`,
    ],
    ['time', `${Math.floor(summary.seconds / 60)} min ${Math.round(summary.seconds % 60)} s`],
  ];
  const lines = rows.map(([name, text]) => `  ${pc.bold(name.padEnd(12))} ${text}`);
  for (const [message, times] of replay.errorMessages)
    lines.push(`  ${pc.red('error'.padEnd(12))} ${count(times)} × ${message}`);
  lines.push('', ...summary.released.releases.split('\n').map((line) => `  ${line}`));
  if (captured.example !== undefined) {
    lines.push(
      '',
      `  ${pc.dim(`one captured line of ${captured.example.key}`)}`,
      `  ${shortened(captured.example.line)}`,
    );
  }
  return lines.join('\n');
}
