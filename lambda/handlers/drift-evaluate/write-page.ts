import { DriftMetric } from '../../../lib/contract';
import type { SketchTotals } from '../../drift';
import { reportPage, TIMELINE_WINDOWS } from '../../report';
import type { Evaluation } from './evaluate-window';
import type { StoredReport } from './reports';

/** Draws a report and stores the page beside it. A failure is logged and counted, and ends nothing. */
export async function writePage(
  stored: StoredReport,
  totals: () => Promise<SketchTotals>,
  { settings, baseline, reports, metrics, now, warn }: Evaluation,
): Promise<void> {
  const { report, key } = stored;
  try {
    const earlier = await reports.before(report.window, TIMELINE_WINDOWS - 1, warn);
    const made = { report, baseline: baseline.document, totals: await totals(), earlier, policy: settings.policy };
    await reports.addPage(stored, reportPage(made));
  } catch (error) {
    warn('The page of a report could not be made; the report itself stands', { report: key, error: String(error) });
    await metrics.put({ [DriftMetric.PAGE_FAILURES]: 1 }, now).catch((reason: unknown) => {
      warn('The failure could not be counted either', { error: String(reason) });
    });
  }
}
