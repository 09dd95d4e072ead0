import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { counted, listed } from '../../lambda/decide';
import { DRIFT_STATE_FILE, type DriftReport } from '../../lib/contract';
import { readDriftReport } from './drift-report-document';

/** More files than this are no history of reports. */
const MAX_FILES = 2000;
/** Files that are named in an error. */
const MOST_NAMED = 10;

/**
 * The drift reports below a folder, as the bucket holds them or as `drift compare --json` wrote them.
 *
 * @throws RangeError where the folder cannot be read, or holds no report, too many files, a JSON file that is none, a
 * report of another schema version, or reports of several endpoints; all files that are no report are named at once.
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
  const problems: string[] = [];
  for (const { parentPath, name } of files) {
    const file = path.join(parentPath, name);
    const read = readDriftReport(await readFile(file, 'utf8'));
    if ('report' in read) reports.push(read.report);
    else if (name !== DRIFT_STATE_FILE) problems.push(`${file} ${read.problem}.`);
  }
  if (problems.length > 0) throw new RangeError(refusal(folder, problems));
  if (reports.length === 0) {
    throw new RangeError(`--history ${folder} holds no drift report: drift compare --json writes one.`);
  }
  const endpoints = [...new Set(reports.flatMap(({ endpointName }) => endpointName ?? []))].sort();
  if (endpoints.length > 1) {
    throw new RangeError(
      `--history ${folder} holds reports of the endpoints ${listed(endpoints)}: give the folder of one.`,
    );
  }
  return reports;
}

function refusal(folder: string, problems: readonly string[]): string {
  const left = problems.length - MOST_NAMED;
  return [
    `--history ${folder} holds ${counted(problems.length, 'JSON file')} that cannot be shown; move them elsewhere:`,
    ...problems.slice(0, MOST_NAMED).map((problem) => `  ${problem}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ].join('\n');
}
