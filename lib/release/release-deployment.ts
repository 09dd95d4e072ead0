import type { ReleaseDeployment } from '../contract';
import { deploymentRecord } from '../core';
import { declaredApproval, declaredFallback } from './release-declaration';
import type { ReleasedEndpoint } from './released-endpoint';
import type { ReleasedEndpointProps } from './released-endpoint-props';

/** By which `production-ml` finds an endpoint's release machine. */
export function leaveWord(
  endpoint: ReleasedEndpoint,
  { store, approval, fallback }: ReleasedEndpointProps,
  stateMachineArn: string,
  rollbackStateMachineArn: string,
): void {
  const deployment: ReleaseDeployment = {
    stateMachineArn,
    rollbackStateMachineArn,
    table: endpoint.ledger.tableName,
    endpointName: endpoint.endpointName,
    artifactBucket: store.artifactBucket.bucketName,
    artifactKeyArn: store.artifactKey.keyArn,
    candidatePrefix: endpoint.candidatePrefix,
    abortAlarmName: endpoint.abortAlarm.alarmName,
    differenceAlarmName: endpoint.differenceAlarm.alarmName,
    rollbackUnreadyAlarmName: endpoint.rollbackUnreadyAlarm.alarmName,
    approval: declaredApproval(approval),
    declaredRtoSeconds: endpoint.recoveryTimeObjective.toSeconds(),
    fallback: declaredFallback(fallback),
    stackName: endpoint.stack.stackName,
  };
  deploymentRecord(endpoint, 'Record', endpoint.endpointName, 'release', deployment);
}
