import { awsClients, INTERNAL_HEADER } from '../aws-clients';
import { FakeAccount } from '../testing/fake-account';
import { EventPublisher, endpointEventDetail, inEventCase } from './events';

test.each([
  ['InService', 'IN_SERVICE'],
  ['Creating', 'CREATING'],
  ['RollingBack', 'ROLLING_BACK'],
])('the status %s is written %s in events', (status, written) => expect(inEventCase(status)).toBe(written));

test('the detail has times in milliseconds and the tags as a map', () => {
  const described = {
    EndpointName: 'e',
    EndpointStatus: 'InService',
    CreationTime: 1592411992.203,
    ProductionVariants: [{ VariantName: 'v', VariantStatus: [{ Status: 'Baking', StartTime: 1635195269.181 }] }],
  };
  expect(endpointEventDetail(described, { team: 'ml' })).toEqual({
    EndpointName: 'e',
    EndpointStatus: 'IN_SERVICE',
    CreationTime: 1592411992203,
    ProductionVariants: [{ VariantName: 'v', VariantStatus: [{ Status: 'Baking', StartTime: 1635195269181 }] }],
    Tags: { team: 'ml' },
  });
});

test('events arrive in order, from aws.sagemaker, marked as ours', async () => {
  const account = await FakeAccount.start();
  const publisher = new EventPublisher(awsClients(account.url, '111122223333', 'us-east-1').eventBridge, () => {});
  for (let index = 0; index < 20; index += 1) {
    publisher.publish({ detailType: 'SageMaker Endpoint State Change', resource: 'arn', detail: { index } });
  }
  await publisher.flushed();
  expect(account.details('SageMaker Endpoint State Change').map((detail) => detail['index'])).toEqual(
    Array.from({ length: 20 }, (_, index) => index),
  );
  expect(account.events[0]).toMatchObject({ Source: 'aws.sagemaker', Resources: ['arn'] });
  expect(account.requests.every((headers) => headers[INTERNAL_HEADER] === 'hosting')).toBe(true);
  expect(account.requests[0]?.authorization).toContain('Credential=111122223333/');
  expect(account.requests[0]?.authorization).toContain('/us-east-1/events/');
  await account.stop();
});
