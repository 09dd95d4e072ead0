import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { serves, servingModel } from '../../../lambda/decide/release';
import { alarmNames, machineMade, orphans } from './machine-made';
import type { ReleasedStack } from './released-stack';

/** What does not hold of an endpoint at which nothing happens any more, in words; nothing where all is well. */
export async function brokenAtRest(released: ReleasedStack): Promise<string[]> {
  const { account, endpointName: EndpointName } = released;
  const ledger = await released.ledger();
  const sageMaker = new SageMakerClient(account.clientConfig);
  const [head, releases, outcomes, endpoint] = await Promise.all([
    ledger.head(),
    ledger.releases(),
    ledger.outcomes(),
    sageMaker.send(new DescribeEndpointCommand({ EndpointName })),
  ]);
  const broken: string[] = [];
  const expect = (holds: boolean, what: string) => {
    if (!holds) broken.push(what);
  };
  expect(head?.lock === undefined, 'a lock is left');
  expect(head?.inFlight === undefined, 'a release is left half made');
  for (const number of releases.keys()) expect(outcomes.has(number), `release ${number} has no outcome`);
  const live = releases.get(head?.live ?? -1)?.release;
  if (live === undefined) return [...broken, 'no release is live'];
  expect(outcomes.get(live.number)?.state === 'LIVE', `release ${live.number} is live and has no outcome LIVE`);
  const variants = (endpoint.ProductionVariants ?? []).map(({ VariantName = '', DesiredWeight }) => ({
    variantName: VariantName,
    weight: DesiredWeight,
  }));
  const observed = { status: endpoint.EndpointStatus, endpointConfigName: endpoint.EndpointConfigName, variants };
  expect(
    serves(observed, live),
    `the endpoint is ${observed.status} with ${observed.endpointConfigName}, not release ${live.number}`,
  );
  const version = servingModel(live)?.version;
  const answering = await released.answering();
  expect(answering === version, `${answering} answers, ${version} is live`);
  const left = await orphans(released);
  expect(left.length === 0, `no release that was live needs ${left.join(', ')}`);
  const made = await machineMade(released);
  const wasLive = [...releases.values()].filter(({ release }) => outcomes.get(release.number)?.state === 'LIVE');
  for (const { release } of wasLive) {
    const needed = [release.endpointConfigName, ...release.variants.map(({ modelName }) => modelName)];
    const gone = needed.filter((name) => !made.includes(name));
    expect(gone.length === 0, `release ${release.number} was live and has lost ${gone.join(', ')}`);
  }
  const configs = wasLive.map(({ release }) => release.endpointConfigName);
  const alarms = (await alarmNames(released)).filter((name) => !configs.some((config) => name.startsWith(config)));
  expect(alarms.length === 0, `no release that was live needs the alarms ${alarms.join(', ')}`);
  return broken;
}
