import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type {
  CloudFormationRequest,
  ReleaseProgress,
  ReleaseStepInput,
  ReleaseStepOutput,
} from '../../../lib/contract';
import { type PutAnswer, putAnswer } from '../../aws/custom-resource-answer';

const FAILURES: readonly ReleaseProgress['state'][] = ['REFUSED', 'ROLLED_BACK', 'ABORTED', 'INTERRUPTED', 'STRANDED'];

/** Tells CloudFormation how its request ended, and that of a dead execution, whose lock this one broke. */
export async function answer(
  { request, progress }: ReleaseStepInput,
  put: PutAnswer | undefined,
  log: (message: string, details: object) => void,
): Promise<ReleaseStepOutput> {
  const { orphan } = progress;
  if (orphan !== undefined) {
    const reason = 'The execution of the release machine ended before it was done. Nothing was changed; deploy again.';
    await deliver(orphan.answer, orphan.done === true ? undefined : reason, put);
    log('Answered for a dead execution', { execution: orphan.executionArn, done: orphan.done });
  }
  const failed = FAILURES.includes(progress.state);
  const reason = failed ? (progress.reason ?? `The release ended as ${progress.state}.`) : undefined;
  if (request.answer !== undefined && request.answer.responseUrl !== '') {
    await deliver(request.answer, undoing(request.operation) ? undefined : reason, put);
    log('CloudFormation answered', { state: progress.state, reason });
  }
  return { outcome: failed ? 'failed' : 'succeeded' };
}

/** FAILED to a rollback would strand the stack in UPDATE_ROLLBACK_FAILED; what is wrong stands in ledger and alarms. */
function undoing(operation: ReleaseStepInput['request']['operation']): boolean {
  return operation === 'UNDO_DEPLOY';
}

async function deliver(
  request: CloudFormationRequest,
  reason: string | undefined,
  put: PutAnswer | undefined,
): Promise<void> {
  const event = {
    ResponseURL: request.responseUrl,
    StackId: request.stackId,
    RequestId: request.requestId,
    LogicalResourceId: request.logicalResourceId,
  } as CloudFormationCustomResourceEvent;
  const Status = reason === undefined ? 'SUCCESS' : 'FAILED';
  await putAnswer(event, { Status, PhysicalResourceId: request.physicalResourceId, Reason: reason }, put);
}
