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
