import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import {
  type CloudFormationRequest,
  RELEASE_SCHEMA_VERSION,
  type ReleaseDeclaration,
  type ReleaseRequest,
} from '../../../lib/contract';
import { sha256Of } from '../../decide/release';

/** What the stack is doing, as far as CloudFormation says so. */
export type StackStatus = string | undefined;

/** `Declaration` is JSON text: CloudFormation would turn its numbers and booleans into text. Tags are text anyway. */
function declarationOf(properties: Readonly<Record<string, unknown>>): ReleaseDeclaration {
  const text = properties['Declaration'];
  if (typeof text !== 'string') throw new Error('Declaration is missing. Create the resource with ReleasedEndpoint.');
  const tags = (properties['Tags'] ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  const declaration = JSON.parse(text) as ReleaseDeclaration;
  if (tags.length === 0) return declaration;
  return { ...declaration, tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) };
}

export function answerTo(event: CloudFormationCustomResourceEvent, endpointName: string): CloudFormationRequest {
  return {
    responseUrl: event.ResponseURL,
    stackId: event.StackId,
    requestId: event.RequestId,
    logicalResourceId: event.LogicalResourceId,
    // Always the same, so that no change is a replacement.
    physicalResourceId: 'PhysicalResourceId' in event ? event.PhysicalResourceId : endpointName,
  };
}

/** Whether somebody waits until the release is live, or only until it was accepted. */
export function waitsForLive(event: CloudFormationCustomResourceEvent): boolean {
  return event.ResourceProperties['WaitFor'] !== 'ACCEPTED';
}

/**
 * What CloudFormation's call means. A call with the properties of the past is a rollback only while the stack rolls
 * back: a person who deploys an earlier template means it.
 */
export function releaseRequest(
  event: CloudFormationCustomResourceEvent,
  endpointName: string,
  status: StackStatus,
): ReleaseRequest {
  const answer = event.RequestType === 'Delete' || waitsForLive(event) ? answerTo(event, endpointName) : undefined;
  const base = {
    schemaVersion: RELEASE_SCHEMA_VERSION,
    requestedBy: `cloudformation ${event.StackId.split('/')[1] ?? ''}`.slice(0, 256),
    answer: answer ?? { ...answerTo(event, endpointName), responseUrl: '' },
  };
  if (event.RequestType === 'Delete') {
    // A stack that was there before rolls an update back: the resource came to be in that update.
    const creating = /^(UPDATE_)?ROLLBACK/.test(status ?? '');
    return { ...base, operation: 'REMOVE', creating, reason: 'The stack is deleted.' };
  }
  const rollsBack = status?.startsWith('UPDATE_ROLLBACK') ?? false;
  if (event.RequestType === 'Update' && rollsBack) {
    const undoes = sha256Of(declarationOf(event.OldResourceProperties));
    return { ...base, operation: 'UNDO_DEPLOY', undoes, reason: 'CloudFormation rolls the deployment back.' };
  }
  return { ...base, operation: 'DEPLOY', declaration: declarationOf(event.ResourceProperties) };
}

/** One execution a request, however often it is delivered. */
export function executionName(event: CloudFormationCustomResourceEvent): string {
  return `cloudformation-${event.RequestId}`;
}
