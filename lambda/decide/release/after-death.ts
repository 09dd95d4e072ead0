import { RELEASE_SCHEMA_VERSION, type ReleaseRequest } from '../../../lib/contract';

/**
 * What is to be started when an execution died over a request. Its half-made release is settled in any case. A rollback
 * of CloudFormation and the removal of a stack are then done again, because nobody else would. A deployment is not: who
 * stopped its execution wanted it stopped, and CloudFormation is told that it failed.
 */
export function afterDeath(request: ReleaseRequest, executionArn: string): ReleaseRequest {
  const { operation, answer, orphan } = request;
  if (operation === 'UNDO_DEPLOY' || operation === 'REMOVE') return request;
  return {
    schemaVersion: RELEASE_SCHEMA_VERSION,
    operation: 'SETTLE',
    requestedBy: 'release machine',
    reason: `Execution ${executionArn} ended before it was done.`,
    orphan: answer === undefined || answer.responseUrl === '' ? orphan : { answer, executionArn },
  };
}
