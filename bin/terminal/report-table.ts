import CliTable from 'cli-table3';
import pc from 'picocolors';
import { plainName } from '../../lambda/decide';
import type { DriftReport, DriftReportFeature } from '../../lib/contract';
import { plainText } from './plain-text';

const COLOURS: Readonly<Record<string, (text: string) => string>> = {
  OK: pc.green,
  WARNING: pc.yellow,
  CRITICAL: pc.red,
  EMERGENCY: pc.red,
  INSUFFICIENT_DATA: pc.dim,
  INCOMPLETE: pc.magenta,
};
const RANK = ['CRITICAL', 'WARNING', 'INSUFFICIENT_DATA', 'OK'];

/** A table without colours of its own. */
export function makeTable(head: readonly string[]): CliTable.Table {
  return new CliTable({ head: [...head], style: { head: [], border: [] } });
}

export function verdict(text: string): string {
  return (COLOURS[text] ?? String)(text);
}

function figure(value: number | undefined): string {
  if (value === undefined) return '';
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : value.toFixed(3);
}

function effect(feature: DriftReportFeature): number {
  const { psi = 0, wasserstein } = feature.statistics;
  const { thresholds } = feature;
  return Math.max(psi / thresholds.psi.warning, (wasserstein?.normalized ?? 0) / thresholds.wasserstein.warning);
}

function baselineLine({ digest, version, rows, source, approvedBy }: DriftReport['baseline']): string {
  const named = version === undefined ? digest.slice(0, 12) : `${plainName(version)} (${digest.slice(0, 12)})`;
  const data = source === 'training' ? 'training data' : 'captured traffic';
  const approved = approvedBy === undefined ? 'approved by nobody yet' : `approved by ${plainName(approvedBy)}`;
  return `Baseline ${named}: ${rows.toLocaleString('en')} rows of ${data}, ${approved}`;
}

/** The report for a terminal: verdict, sentence, features by severity and effect, what could not be read. */
export function reportTable(report: DriftReport): string {
  const fields = [...report.features, ...report.predictions].sort(
    (a, b) => RANK.indexOf(a.verdict) - RANK.indexOf(b.verdict) || effect(b) - effect(a),
  );
  const table = makeTable([
    'feature',
    'verdict',
    'W/σ',
    'PSI',
    'threshold W/σ, PSI',
    'p adjusted',
    'rows',
    'what happened',
  ]);
  for (const field of fields) {
    const { statistics, thresholds, adjustedPValue, currentCount, text = '' } = field;
    const wasserstein = statistics.wasserstein && figure(thresholds.wasserstein.warning);
    table.push([
      plainName(field.role === 'prediction' ? `${field.name} (prediction)` : field.name),
      verdict(field.verdict),
      figure(statistics.wasserstein?.normalized),
      figure(statistics.psi),
      [wasserstein, figure(thresholds.psi.warning)].filter((part) => part !== undefined).join(', '),
      figure(adjustedPValue),
      currentCount.toLocaleString('en'),
      plainText(text),
    ]);
  }
  const invalid = Object.entries(report.invalidRows).map(([reason, count]) => `${reason} ${count}`);
  return [
    `${verdict(report.verdict)}: ${report.summary}`,
    ...report.explanation.map((sentence) => `  ${sentence}`),
    table.toString(),
    baselineLine(report.baseline),
    ...(invalid.length > 0 ? [`Left out: ${invalid.join(', ')}`] : []),
  ].join('\n');
}
