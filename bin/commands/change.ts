import { type Command, InvalidArgumentError } from 'commander';
import { RELEASE_SCHEMA_VERSION, type ReleaseRequest } from '../../lib/contract';
import type { ChangeReport, LedgerView } from '../release/change-report';
import { type Followed, follow, type RequestState } from '../release/follow';
import type { Operator } from '../release/operator';
import { OperatorError } from '../release/operator-error';
import { changeText } from '../terminal/change-text';
import { PhaseLines } from '../terminal/phases';
import { plainText } from '../terminal/plain-text';
import { type EndpointOptions, type OpenEndpoint, printJson, withEndpoint } from './endpoint-options';
import { ExitCode } from './exit-codes';

/** Options of every command that changes an endpoint. */
export interface ChangeOptions extends EndpointOptions {
  readonly reason?: string;
  readonly yes?: boolean;
  readonly wait: boolean;
  readonly requestId?: string;
}

const LONGEST_REASON = 1024;
const LONGEST_NAME = 256;
/** Step Functions takes this much as the input of an execution. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_INPUT_BYTES = 262_144;

export const CHANGE_EXIT_CODES =
  '\nExit codes: 0 done, or there was nothing to do; 1 no such endpoint, no rights, no connection, input that\n' +
  'cannot be used, or not confirmed: nothing was asked for; 2 wrong command line; 5 refused, nothing moved;\n' +
  '6 tried, and the endpoint is back at what was live before; 7 failed, somebody must look; 8 it still runs:\n' +
  'the command was interrupted or lost the connection. With --no-wait: 0 once it has started.\n' +
  'Where no terminal is attached, nothing is asked and the change is made.';

function reason(text: string): string {
  if (text.length <= LONGEST_REASON) return text;
  throw new InvalidArgumentError(`It has ${text.length} characters; at most ${LONGEST_REASON} go into the ledger.`);
}

function requestId(text: string): string {
  if (/^[A-Za-z0-9_-]{1,60}$/.test(text)) return text;
  throw new InvalidArgumentError('Use 1 to 60 letters, digits, - and _.');
}

export function withChange(command: Command): Command {
  return withEndpoint(command)
    .option('--reason <text>', 'why; it is kept in the ledger', reason)
    .option('--yes', 'do not ask for confirmation')
    .option('--no-wait', 'do not wait for the end')
    .option('--request-id <id>', 'the same id is the same request, however often the command runs', requestId)
    .addHelpText('after', CHANGE_EXIT_CODES);
}

export async function viewOf({ access: { ledger } }: OpenEndpoint): Promise<LedgerView> {
  const [head, releases, outcomes] = await Promise.all([ledger.head(), ledger.releases(), ledger.outcomes()]);
  const live = head?.live === undefined ? undefined : releases.get(head.live);
  return { head, history: { releases, outcomes }, live };
}

/** What is asked of the machine, without what every request has. */
export type Wanted = Omit<ReleaseRequest, 'schemaVersion' | 'requestedBy' | 'reason'>;

/** Asks for confirmation, starts the release machine, shows how far it is and what became of it. */
export async function change(
  open: OpenEndpoint,
  before: LedgerView,
  wanted: Wanted,
  question: string,
  options: ChangeOptions,
  operator: Operator,
): Promise<void> {
  const { terminal } = operator;
  if (terminal.attended && !options.yes && !(await terminal.ask(question))) {
    terminal.note('Nothing was asked for.');
    terminal.end(ExitCode.FAILED);
    return;
  }
  const caller = await open.account.caller();
  const request: ReleaseRequest = {
    ...wanted,
    schemaVersion: RELEASE_SCHEMA_VERSION,
    requestedBy: caller.arn.slice(0, LONGEST_NAME),
    reason: options.reason,
  };
  requireSize(request);
  const name = `${wanted.operation.toLowerCase()}-${options.requestId ?? operator.nonce()}`;
  const executionArn = await open.access.executions.start(name, request);
  const followed = options.wait ? await watch(executionArn, open, options, operator) : undefined;
  const state: RequestState = followed?.state ?? 'RUNNING';
  const after = followed === undefined || state === 'RUNNING' ? before : await viewOf(open).catch(() => before);
  const report = { operation: wanted.operation, executionArn, state, followed, before, after };
  if (options.json) printJson(operator, changeDocument(open, report));
  else terminal.print(changeText(open.deployment.endpointName, report));
  terminal.end(followed === undefined ? ExitCode.OK : exitCode(state));
}

function requireSize(request: ReleaseRequest): void {
  const bytes = Buffer.byteLength(JSON.stringify(request));
  if (bytes <= MOST_INPUT_BYTES) return;
  throw new OperatorError(
    `The manifest makes a request of ${bytes} bytes; Step Functions takes ${MOST_INPUT_BYTES}. Declare this version in the stack, which reads it from a file.`,
  );
}

async function watch(
  executionArn: string,
  { access, deployment }: OpenEndpoint,
  options: ChangeOptions,
  operator: Operator,
): Promise<Followed> {
  const { terminal } = operator;
  terminal.note(`  ${plainText(executionArn)}`);
  const followed = await follow(executionArn, access, operator, new PhaseLines(terminal));
  if (followed.unwatched !== undefined && !options.json) {
    const why = followed.unwatched === 'INTERRUPTED' ? 'Nobody watches any more' : 'The connection to AWS is lost';
    const endpoint = `--endpoint ${deployment.endpointName}`;
    terminal.note(
      `${why}; the change goes on without this command.\nSee it with: production-ml status ${endpoint}\nStop it with: production-ml abort ${endpoint}`,
    );
  }
  return followed;
}

/** Version of what commands that change an endpoint print with `--json`. */
export const CHANGE_SCHEMA_VERSION = 1;

function changeDocument({ deployment }: OpenEndpoint, { followed, before, after, ...report }: ChangeReport) {
  return {
    schemaVersion: CHANGE_SCHEMA_VERSION,
    endpointName: deployment.endpointName,
    ...report,
    release: followed?.release ?? null,
    reason: followed?.reason ?? null,
    seconds: followed?.seconds ?? null,
    liveBefore: before.head?.live ?? null,
    live: after.head?.live ?? null,
  };
}

/** Exit code of a state that a request came to. */
export function exitCode(state: RequestState): number {
  switch (state) {
    case 'LIVE':
    case 'UNCHANGED':
    case 'REMOVED':
    case 'PINNED':
    case 'UNPINNED':
    case 'STOPPED':
    case 'SETTLED':
      return ExitCode.OK;
    case 'REFUSED':
      return ExitCode.REFUSED;
    case 'ROLLED_BACK':
    case 'ABORTED':
    case 'INTERRUPTED':
      return ExitCode.WENT_BACK;
    case 'STRANDED':
    case 'BROKEN':
      return ExitCode.MUST_LOOK;
    case 'RUNNING':
      return ExitCode.STILL_RUNNING;
  }
}
