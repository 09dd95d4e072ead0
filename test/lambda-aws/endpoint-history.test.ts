import type { CloudTrailClient, Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CloudTrailHistory } from '../../lambda/aws/endpoint-history';

const SINCE = new Date('2026-03-01T10:00:00Z');
const DORA = 'arn:aws:sts::123456789012:assumed-role/Admin/dora';

/** As the event history has it: SageMaker's records name no resources. */
function event(name: string, minute: number, endpointName: string, more: object = {}): Event {
  const record = { userIdentity: { arn: DORA }, requestParameters: { endpointName }, ...more };
  return {
    EventName: name,
    EventTime: new Date(SINCE.getTime() + minute * 60_000),
    Username: 'dora',
    CloudTrailEvent: JSON.stringify(record),
  };
}

function historyOf(events: readonly Event[], pageSize = 50) {
  const asked: string[] = [];
  const send = async ({ input }: LookupEventsCommand) => {
    const { AttributeKey, AttributeValue } = input.LookupAttributes?.[0] ?? {};
    asked.push(`${AttributeKey} ${AttributeValue}`);
    const found = events
      .filter(({ EventName, EventTime }) => EventName === AttributeValue && (EventTime ?? 0) >= (input.StartTime ?? 0))
      .sort((one, other) => Number(other.EventTime) - Number(one.EventTime));
    const from = Number(input.NextToken ?? 0);
    const next = from + pageSize;
    return { Events: found.slice(from, next), NextToken: next < found.length ? String(next) : undefined };
  };
  return { history: new CloudTrailHistory({ send } as unknown as CloudTrailClient), asked };
}

test('says who made the last change of the endpoint, and by which call', async () => {
  const { history } = historyOf([
    event('UpdateEndpoint', 1, 'flights'),
    event('UpdateEndpointWeightsAndCapacities', 5, 'flights'),
    event('UpdateEndpoint', 9, 'trains'),
  ]);
  expect(await history.lastChange('flights', SINCE)).toEqual({
    call: 'UpdateEndpointWeightsAndCapacities',
    by: DORA,
    at: '2026-03-01T10:05:00.000Z',
  });
});

test('does not accuse anybody of a change that was refused, nor of one that came before', async () => {
  const { history } = historyOf([
    event('UpdateEndpoint', 3, 'flights', { errorCode: 'AccessDenied' }),
    event('DeleteEndpoint', -1, 'flights'),
  ]);
  expect(await history.lastChange('flights', SINCE)).toBeUndefined();
});

test('finds the change behind those of other endpoints, and gives up after four pages', async () => {
  const others = (count: number) => Array.from({ length: count }, (_, at) => event('UpdateEndpoint', 9 + at, 'trains'));
  const near = historyOf([event('UpdateEndpoint', 1, 'flights'), ...others(7)], 2);
  expect((await near.history.lastChange('flights', SINCE))?.at).toBe('2026-03-01T10:01:00.000Z');
  const far = historyOf([event('UpdateEndpoint', 1, 'flights'), ...others(8)], 2);
  expect(await far.history.lastChange('flights', SINCE)).toBeUndefined();
  expect(far.asked.filter((name) => name === 'EventName UpdateEndpoint')).toHaveLength(4);
});

test('a record that cannot be read, or that names nobody, does not keep the others from being found', async () => {
  const { history } = historyOf([
    { EventName: 'UpdateEndpoint', EventTime: SINCE, CloudTrailEvent: '{' },
    event('CreateEndpoint', 2, 'flights', { userIdentity: undefined }),
    event('DeleteEndpoint', 3, 'flights', { requestParameters: null }),
  ]);
  expect(await history.lastChange('flights', SINCE)).toMatchObject({ call: 'CreateEndpoint', by: 'dora' });
});
