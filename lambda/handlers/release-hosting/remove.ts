import { RELEASE_SCHEMA_VERSION, type ReleaseStepInput, type ReleaseStepOutput } from '../../../lib/contract';
import { isMoving, removed } from '../../decide/release';
import { lockedHead, writeOrRepeat } from '../release-ledger/fence';
import { historyOf } from '../release-ledger/look';
import type { HostingParts } from './parts';
import { removeResources } from './resources';

/** Removes an endpoint with its stack: scaling, endpoint, then what was made for it. Ledger, artifacts and evidence stay. */
export async function remove(input: ReleaseStepInput, parts: HostingParts): Promise<ReleaseStepOutput> {
  const { ledger, hosting, scaling, settings, now, log } = parts;
  const head = await lockedHead(ledger, input);
  const observed = await hosting.endpoint(settings.endpointName);
  if (observed.status !== undefined) {
    for (const name of await scaling.registered()) await scaling.deregister(name);
    if (!isMoving(observed)) await hosting.deleteEndpoint(settings.endpointName);
    return { outcome: 'removing' };
  }
  const { releases } = await historyOf(ledger);
  await removeResources([...releases.values()], [], parts);
  const at = now().toISOString();
  const { operation, requestedBy } = input.request;
  const executionArn = input.execution.arn;
  await writeOrRepeat(ledger, {
    head: removed(head),
    events: [{ at, executionArn, operation, event: 'REMOVED', release: head.live }],
  });
  log('Endpoint removed', { release: head.live });
  return {
    outcome: 'removed',
    progress: { ...input.progress, handled: true, state: 'REMOVED', release: head.live },
    event: {
      schemaVersion: RELEASE_SCHEMA_VERSION,
      endpointName: settings.endpointName,
      operation,
      state: 'REMOVED',
      release: head.live,
      requestedBy,
      executionArn,
    },
  };
}
