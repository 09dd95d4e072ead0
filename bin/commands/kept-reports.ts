import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Span } from '../../lambda/handlers/drift-evaluate/request';
import { DRIFT_REPORT_SCHEMA_VERSION, type DriftMonitorDeployment, type DriftReport } from '../../lib/contract';

/** What is watched, and how it is judged. */
type Watched = Pick<DriftMonitorDeployment, 'endpointName' | 'variantName' | 'policy' | 'samplingPercentage'>;

const HOUR = 3_600_000;
const DIGITS = 12;

/**
 * Reports of a backfill in a folder, a file each, so that a long run that was interrupted goes on where it was. The name of
 * a file says all that a verdict depends on; no two backfills that could differ share a file.
 */
export class KeptReports {
  private readonly policyDigest: string;

  private constructor(
    private readonly folder: string,
    private readonly watched: Watched,
    private readonly baselineId: string,
  ) {
    // Sampling decides the coverage, and so whether a window has a verdict at all.
    const parts = [watched.policy, watched.samplingPercentage];
    this.policyDigest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  }

  /**
   * @param baselineId digest of the baseline that judges
   * @throws RangeError where the folder cannot be made
   */
  static async in(folder: string, watched: Watched, baselineId: string): Promise<KeptReports> {
    await mkdir(folder, { recursive: true }).catch((error: Error) => {
      throw new RangeError(`--out ${folder} cannot be used: ${error.message}. Name a folder that you may write to.`);
    });
    return new KeptReports(folder, watched, baselineId);
  }

  /** `<endpoint>.<variant>.<start>-<hours>h.<baseline>.<policy>.json`: no name of SageMaker has a dot. */
  file({ start, end }: Span): string {
    const { endpointName, variantName } = this.watched;
    const hours = (end.getTime() - start.getTime()) / HOUR;
    const span = `${start.toISOString().slice(0, 13)}-${hours}h`;
    const digests = [this.baselineId, this.policyDigest].map((digest) => digest.slice(0, DIGITS));
    return path.join(this.folder, `${[endpointName, variantName, span, ...digests].join('.')}.json`);
  }

  /** The kept report on a window; where there is none, or none that can be used, the one that is made now. */
  async of(window: Span, judge: () => Promise<DriftReport>): Promise<DriftReport> {
    const file = this.file(window);
    const there = await keptReport(file);
    if (there !== undefined) return there;
    const report = await judge();
    // Whole or not at all, also where the run is interrupted here.
    await writeFile(`${file}.part`, `${JSON.stringify(report, undefined, 2)}\n`);
    await rename(`${file}.part`, file);
    return report;
  }
}

async function keptReport(file: string): Promise<DriftReport | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  try {
    const report = JSON.parse(text) as Partial<DriftReport> | null;
    return report?.schemaVersion === DRIFT_REPORT_SCHEMA_VERSION ? (report as DriftReport) : undefined;
  } catch {
    return undefined;
  }
}
