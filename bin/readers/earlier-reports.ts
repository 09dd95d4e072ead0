import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DRIFT_REPORT_SCHEMA_VERSION, type DriftReport } from '../../lib/contract';

/** More files than this are no history of reports. */
const MAX_FILES = 2000;

/**
 * The drift reports below a folder, as the bucket holds them or as `drift compare --json` wrote them. Other JSON files
 * are passed over.
 *
 * @throws RangeError where the folder cannot be read or holds too many files.
 */
export async function earlierReports(folder: string): Promise<readonly DriftReport[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new RangeError(
      `--history ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json'));
  if (files.length > MAX_FILES) {
    throw new RangeError(
      `--history ${folder} holds ${files.length} JSON files; give a folder of at most ${MAX_FILES}.`,
    );
  }
  const reports: DriftReport[] = [];
  for (const { parentPath, name } of files) {
    const text = await readFile(path.join(parentPath, name), 'utf8');
    const report = asReport(text);
    if (report !== undefined) reports.push(report);
  }
  return reports;
}

function asReport(text: string): DriftReport | undefined {
  try {
    const report = JSON.parse(text) as Partial<DriftReport> | null;
    const known = report?.schemaVersion === DRIFT_REPORT_SCHEMA_VERSION && report.window !== undefined;
    return known && Array.isArray(report.findings) ? (report as DriftReport) : undefined;
  } catch {
    return undefined;
  }
}
