import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { ReleaseRequest } from '../../../lib/contract';
import { type PutAnswer, putAnswer } from '../../aws/custom-resource-answer';
import { answerTo, executionName, releaseRequest, type StackStatus, waitsForLive } from './request';

export interface StartParts {
  readonly endpointName: string;
  /** Status of the stack that the event comes from. */
  readonly stackStatus: (stackId: string) => Promise<StackStatus>;
  readonly start: (name: string, request: ReleaseRequest) => Promise<void>;
  readonly put?: PutAnswer;
  readonly log: (message: string, details: object) => void;
}

/**
 * Hands CloudFormation's request to the release machine, which answers it at its end. Only what keeps the machine from
 * starting is answered here.
 *
 * @throws when no answer could be delivered, so that Lambda tries again
 */
export async function startRelease(event: CloudFormationCustomResourceEvent, parts: StartParts): Promise<void> {
  const physicalResourceId = answerTo(event, parts.endpointName).physicalResourceId;
  try {
    const request = releaseRequest(event, parts.endpointName, await parts.stackStatus(event.StackId));
    await parts.start(executionName(event), request);
    parts.log('Release machine started', { operation: request.operation, execution: executionName(event) });
  } catch (error) {
    const Reason = error instanceof Error ? error.message : String(error);
    parts.log('Release machine could not be started', { reason: Reason });
    await putAnswer(event, { Status: 'FAILED', PhysicalResourceId: physicalResourceId, Reason }, parts.put);
    return;
  }
  if (event.RequestType !== 'Delete' && !waitsForLive(event)) {
    await putAnswer(event, { Status: 'SUCCESS', PhysicalResourceId: physicalResourceId }, parts.put);
  }
}
