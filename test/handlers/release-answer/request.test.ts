import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { releaseRequest } from '../../../lambda/handlers/release-answer/request';

const removing = (status: string | undefined) =>
  releaseRequest(
    {
      ...{ RequestType: 'Delete', RequestId: 'one', LogicalResourceId: 'Endpoint', PhysicalResourceId: 'flights' },
      ...{ StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Flights/1', ResponseURL: 'https://answer' },
      ...{ ResourceType: 'Custom::ReleasedEndpoint', ServiceToken: 'token', ResourceProperties: {} },
    } as unknown as CloudFormationCustomResourceEvent,
    'flights',
    status,
  );

test.each(['ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'])(
  'an endpoint that was only being taken over goes back to what it was: %s',
  (status) => expect(removing(status)).toMatchObject({ operation: 'REMOVE', creating: true }),
);

test.each(['DELETE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined])(
  'an endpoint that somebody takes out of the template or deletes with the stack is removed: %s',
  (status) => expect(removing(status)).toMatchObject({ operation: 'REMOVE', creating: false }),
);

describe('what a deployment declares', () => {
  const event = (properties: object, old?: object) =>
    ({
      ...{ RequestType: 'Update', RequestId: 'one', LogicalResourceId: 'Endpoint', PhysicalResourceId: 'flights' },
      ...{ StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/Flights/1', ResponseURL: 'https://answer' },
      ...{ ResourceType: 'Custom::ReleasedEndpoint', ServiceToken: 'token' },
      ResourceProperties: { Declaration: '{"probes":[]}', ...properties },
      OldResourceProperties: { Declaration: '{"probes":[]}', ...old },
    }) as unknown as CloudFormationCustomResourceEvent;
  const tags = (owner: string) => ({ Tags: [{ Key: 'owner', Value: owner }] });

  test('has the tags of the resource', () => {
    const request = releaseRequest(event(tags('ml-platform')), 'flights', 'UPDATE_IN_PROGRESS');
    expect(request.declaration).toEqual({ probes: [], tags: { owner: 'ml-platform' } });
  });

  test('has none where the resource has none', () => {
    expect(releaseRequest(event({}), 'flights', 'UPDATE_IN_PROGRESS').declaration).toEqual({ probes: [] });
  });

  test('is told from another deployment by its tags alone, when it is taken back', () => {
    const undone = (owner: string) =>
      releaseRequest(event({}, tags(owner)), 'flights', 'UPDATE_ROLLBACK_IN_PROGRESS').undoes;
    expect(undone('research')).not.toBe(undone('ml-platform'));
  });
});
