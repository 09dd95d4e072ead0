import { RELEASE_SCHEMA_VERSION, type ReleaseRequest, type ReleaseWatchEvent } from '../../../lib/contract';
import { afterDeath } from '../../decide/release';

/** Executions that settle may die as well; after this many in a row only the look every five minutes goes on. */
const MAX_IN_A_ROW = 3;
const PREFIX = 'settle-';
/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const MAX_NAME = 80;

/** Starts what settles the work of an execution that failed, timed out or was stopped. */
export async function settleDeath(
  { executionArn, name, input }: NonNullable<ReleaseWatchEvent['detail']>,
  start: (name: string, request: ReleaseRequest) => Promise<void>,
  log: (message: string, details: object) => void,
): Promise<string> {
  if (name.startsWith(PREFIX.repeat(MAX_IN_A_ROW))) {
    log('Executions that settle die as well', { execution: executionArn });
    return 'given up';
  }
  await start(`${PREFIX}${name}`.slice(0, MAX_NAME), afterDeath(requestIn(input), executionArn));
  log('A dead execution is settled', { execution: executionArn });
  return 'settling';
}

/** Anybody who may start an execution may have written it: what cannot be read is only settled. */
function requestIn(input: string | undefined): ReleaseRequest {
  const settle: ReleaseRequest = { schemaVersion: RELEASE_SCHEMA_VERSION, operation: 'SETTLE' };
  try {
    const request: unknown = JSON.parse(input ?? '');
    return typeof request === 'object' && request !== null ? { ...settle, ...request } : settle;
  } catch {
    return settle;
  }
}
