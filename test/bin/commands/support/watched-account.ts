import { Command, CommanderError } from 'commander';
import { addDriftBackfill } from '../../../../bin/commands/drift-backfill';
import { addDriftShow } from '../../../../bin/commands/drift-show';
import type { DriftAlarmState, DriftMonitorDeployment, DriftReport } from '../../../../lib/contract';
import { deploymentRecordName, driftReportFolder, driftStateKey } from '../../../../lib/contract';
import { MemoryAws } from '../../../handlers/drift-sketch/memory-aws';
import { BASELINE_KEY, DATA, putBaseline } from '../../../handlers/drift-sketch/watched-endpoint';

export const deployment: DriftMonitorDeployment = {
  endpointName: 'flights',
  variantName: 'champion',
  evaluateFunction: 'evaluate',
  dataBucket: DATA,
  windowHours: 1,
  baseline: { bucket: 'artifacts', key: BASELINE_KEY },
  capture: { bucket: DATA, prefix: 'capture/', byConfiguration: true },
  samplingPercentage: 100,
  modelVersion: '1.4.0',
  policy: {},
  alarms: { warning: 'w', critical: 'c', emergency: 'e', noData: 'n', incomplete: 'i' },
};

/** An account in which monitors are deployed; every client of the SDK uses it until mocks are restored. */
export function watchedAccount(...monitors: Partial<DriftMonitorDeployment>[]): MemoryAws {
  const aws = new MemoryAws().install();
  putBaseline(aws);
  for (const changes of monitors) deploy(aws, changes);
  return aws;
}

/** Writes the record that a stack would write. */
export function deploy(aws: MemoryAws, changes: Partial<DriftMonitorDeployment> = {}): void {
  const made = { ...deployment, ...changes };
  const name = deploymentRecordName(made.endpointName, `drift-monitor/${made.variantName}`);
  aws.parameters.set(name, JSON.stringify({ schemaVersion: 1, stack: 'Flights', deployment: made }));
}

/** Puts a report where the monitor would; the last revision of a window is the one that counts. */
export function putReport(aws: MemoryAws, report: DriftReport): string {
  const key = `${driftReportFolder(deployment, report.window)}revision-000${report.window.revision}.json`;
  aws.put(DATA, key, JSON.stringify(report));
  return key;
}

export function putAlarmState(aws: MemoryAws, state: Partial<DriftAlarmState>): void {
  aws.put(DATA, driftStateKey(deployment), JSON.stringify({ schemaVersion: 1, ...state }));
}

export interface Outcome {
  readonly stdout: string;
  /** What the command threw; `usage` where the command line was wrong. */
  readonly error?: Error;
  readonly usage: boolean;
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** Runs `production-ml drift …`, for the endpoint `flights` unless the arguments name another. */
export async function drift(...args: string[]): Promise<Outcome> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(line);
  });
  const program = new Command('drift').exitOverride().configureOutput({ writeErr: () => undefined });
  addDriftShow(program);
  addDriftBackfill(program);
  const endpoint = args.includes('--endpoint') ? [] : ['--endpoint', 'flights'];
  let error: Error | undefined;
  try {
    await program.parseAsync([...args, ...endpoint], { from: 'user' });
  } catch (thrown) {
    error = thrown as Error;
  } finally {
    log.mockRestore();
  }
  // Colours are for people: continuous integration switches them on.
  return { stdout: lines.join('\n').replace(COLOUR, ''), error, usage: error instanceof CommanderError };
}
