import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { paginateListEndpointConfigs, paginateListModels, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { ReleasedStack } from './released-stack';

/** Names of the models and configurations that the machine has made. */
export async function machineMade({ account, endpointName }: ReleasedStack): Promise<string[]> {
  const client = new SageMakerClient(account.clientConfig);
  const names: string[] = [];
  for await (const { EndpointConfigs = [] } of paginateListEndpointConfigs({ client }, {})) {
    names.push(...EndpointConfigs.map(({ EndpointConfigName = '' }) => EndpointConfigName));
  }
  for await (const { Models = [] } of paginateListModels({ client }, {})) {
    names.push(...Models.map(({ ModelName = '' }) => ModelName));
  }
  const made = new RegExp(`^${endpointName}-([0-9a-f]{20}|[0-9a-f]{32})$`);
  return names.filter((name) => made.test(name));
}

/** Those of them that no release names which was live. */
export async function orphans(released: ReleasedStack): Promise<string[]> {
  const ledger = await released.ledger();
  const [releases, outcomes] = await Promise.all([ledger.releases(), ledger.outcomes()]);
  const live = [...releases.values()].map(({ release }) => release);
  const named = live
    .filter(({ number }) => outcomes.get(number)?.state === 'LIVE')
    .flatMap(({ endpointConfigName, variants }) => [endpointConfigName, ...variants.map((each) => each.modelName)]);
  return (await machineMade(released)).filter((name) => !named.includes(name));
}

/** Names of the rollback alarms that the machine has made. */
export async function alarmNames({ account, endpointName }: ReleasedStack): Promise<string[]> {
  const client = new CloudWatchClient(account.clientConfig);
  const names: string[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix: `${endpointName}-` },
  )) {
    names.push(...MetricAlarms.map(({ AlarmName = '' }) => AlarmName));
  }
  const made = new RegExp(`^${endpointName}-[0-9a-f]{32}-`);
  return names.filter((name) => made.test(name));
}
