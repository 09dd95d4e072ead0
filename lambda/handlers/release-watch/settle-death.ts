import {
  RELEASE_ERRORS,
  RELEASE_REFUSED,
  RELEASE_SCHEMA_VERSION,
  type ReleaseRequest,
  type ReleaseWatchEvent,
} from '../../../lib/contract';
import type { ExecutionEnd } from '../../aws/executions';
import { afterDeath } from '../../decide/release';

export interface SettleParts {
  readonly end: (executionArn: string) => Promise<ExecutionEnd | undefined>;
  /** Sets off the alarm that people are told by. */
  readonly alert: () => Promise<void>;
  readonly start: (name: string, request: ReleaseRequest) => Promise<void>;
  readonly log: (message: string, details: object) => void;
}

/** Executions that settle may die as well; after this many in a row only the look every five minutes goes on. */
const MAX_IN_A_ROW = 3;
const PREFIX = 'settle-';
/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const MAX_NAME = 80;

/**
 * Tells people of an execution that failed, timed out or was stopped, unless its request was refused: who asked was told.
 * Nobody is, where an alarm asked.
 *
 * Starts what settles the work of an execution that failed, timed out or was stopped. One that came to its end and said
 * there that its request came to nothing has left nothing.
 */
export async function settleDeath(
  { executionArn, name }: NonNullable<ReleaseWatchEvent['detail']>,
  { end, alert, start, log }: SettleParts,
): Promise<string> {
  const ended = await end(executionArn);
  const request = requestIn(ended?.input);
  if (ended?.error !== RELEASE_REFUSED || request.automatic === true) await alert();
  if (ended?.error !== undefined && RELEASE_ERRORS.includes(ended.error)) return 'ended by itself';
  if (name.startsWith(PREFIX.repeat(MAX_IN_A_ROW))) {
    log('Executions that settle die as well', { execution: executionArn });
    return 'given up';
  }
  await start(`${PREFIX}${name}`.slice(0, MAX_NAME), afterDeath(request, executionArn));
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
