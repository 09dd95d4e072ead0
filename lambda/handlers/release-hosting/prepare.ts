import type { CreateEndpointConfigCommandInput, CreateModelCommandInput, Tag } from '@aws-sdk/client-sagemaker';
import {
  type LedgerHead,
  type Release,
  type ReleaseCall,
  type ReleaseJob,
  type ReleaseSettings,
  type ReleaseStepInput,
  type ReleaseStepOutput,
  ReleaseTag,
} from '../../../lib/contract';
import { tagList } from '../../aws/hosting';
import {
  called,
  composeRelease,
  declaredOnceLive,
  type RoleModels,
  serves,
  servingVariant,
  updateCall,
} from '../../decide/release';
import { writeOrRepeat } from '../release-ledger/fence';
import { jobOf, weightsCall } from '../release-ledger/judge-step';
import { lookUnderLock, settingsOf } from '../release-ledger/look';
import { settleAlarms } from './alarms';
import type { HostingParts } from './parts';

/** Makes what a release needs in SageMaker, and says by which call it comes into service. */
export async function prepare(input: ReleaseStepInput, parts: HostingParts): Promise<ReleaseStepOutput> {
  const { ledger, settings } = parts;
  const job = jobOf(input);
  const { release } = job;
  const { head, observed, history, live } = await lookUnderLock(input, parts);
  // Asked to stop before anything moved: what is looked at then is what was live before.
  if (head.lock?.abortedBy !== undefined || serves(observed, release)) return { outcome: 'serving' };
  const known = await settingsOf(release, ledger);
  const sameConfig = observed.endpointConfigName === release.endpointConfigName && observed.status === 'InService';
  if (!sameConfig && known !== undefined) await createResources(release, known, parts);
  if (known !== undefined) await settleAlarms(release, known, [...history.releases.values()], parts);
  if (sameConfig) {
    const call = withCapacity(weightsCall(settings.endpointName, release) as ReleaseCall, release, live, observed);
    return calling('shift', call, head, input, parts);
  }
  if (observed.status === undefined) {
    const parameters = {
      EndpointName: settings.endpointName,
      EndpointConfigName: release.endpointConfigName,
      Tags: tags(settings.endpointName, known),
    };
    return calling('create', { kind: 'create', parameters }, head, input, parts);
  }
  await standBack(release, live, parts);
  const declared = await settingsOf({ settingsSha256: declaredOnceLive(release, head) }, ledger);
  return calling('update', updateCall(release, live, known, declared), head, input, parts);
}

async function calling(
  outcome: 'create' | 'update' | 'shift',
  call: ReleaseCall,
  head: LedgerHead,
  input: ReleaseStepInput,
  { ledger, now, log }: HostingParts,
): Promise<ReleaseStepOutput> {
  const job: ReleaseJob = jobOf(input);
  const { number } = job.release;
  const at = now().toISOString();
  const executionArn = input.execution.arn;
  const { operation } = input.request;
  await writeOrRepeat(ledger, {
    head: called(head, at),
    events: [{ at, executionArn, operation, event: 'CALLED', release: number, detail: outcome }],
  });
  log('Endpoint is about to change', { release: number, call: outcome });
  return { outcome, job: { ...job, call, calledAt: at } };
}

/** The warm variant takes over with as many instances as the one that it relieves has now. */
function withCapacity(
  call: ReleaseCall,
  release: Release,
  live: Release | undefined,
  observed: Awaited<ReturnType<HostingParts['hosting']['endpoint']>>,
): ReleaseCall {
  const to = servingVariant(release)?.variantName;
  const from = live && servingVariant(live)?.variantName;
  const countOf = (name: string | undefined) =>
    observed.variants?.find((variant) => variant.variantName === name)?.instanceCount;
  const [now, wanted] = [countOf(to), countOf(from)];
  if (to === from || now === undefined || wanted === undefined || wanted <= now) return call;
  const weights = call.parameters['DesiredWeightsAndCapacities'] as readonly { readonly VariantName: string }[];
  // SageMaker changes the capacity of one variant a call.
  const DesiredWeightsAndCapacities = weights.map((weight) =>
    weight.VariantName === to ? { ...weight, DesiredInstanceCount: wanted } : weight,
  );
  return { ...call, parameters: { ...call.parameters, DesiredWeightsAndCapacities } };
}

function modelsOf(release: Release): RoleModels {
  return Object.fromEntries(release.variants.map(({ role, model }) => [role, model]));
}

/** Those of the user's, and the machine's own. */
function tags(
  endpointName: string,
  known: ReleaseSettings | undefined,
  more: Readonly<Record<string, string>> = {},
): Tag[] {
  return tagList({ ...known?.tags, [ReleaseTag.ENDPOINT]: endpointName, ...more });
}

/** Only of a release that is new: one that is brought back has its resources, or it was refused. */
async function createResources(
  release: Release,
  known: ReleaseSettings,
  { hosting, settings }: HostingParts,
): Promise<void> {
  if (release.restores !== undefined) return;
  const { endpointName } = settings;
  const composed = composeRelease(endpointName, modelsOf(release), known);
  const byName = new Map(release.variants.map(({ modelName, model }) => [modelName, model]));
  for (const call of composed.models) {
    const model = byName.get(String(call['ModelName']));
    const Tags = tags(endpointName, known, {
      [ReleaseTag.MODEL]: model?.name ?? '',
      [ReleaseTag.MODEL_VERSION]: model?.version ?? '',
      [ReleaseTag.ARTIFACT]: model?.artifactSha256 ?? '',
    });
    await hosting.createModel({ ...call, Tags } as unknown as CreateModelCommandInput);
  }
  const Tags = tags(endpointName, known, { [ReleaseTag.HASH]: composed.hash });
  await hosting.createEndpointConfig({
    ...composed.endpointConfig,
    Tags,
  } as unknown as CreateEndpointConfigCommandInput);
}

/** SageMaker refuses to change the instance type of a variant that scales, and to remove one. */
async function standBack(release: Release, live: Release | undefined, { scaling }: HostingParts): Promise<void> {
  const after = new Map(release.variants.map((variant) => [variant.variantName, variant.instanceType]));
  const before = new Map((live?.variants ?? []).map((variant) => [variant.variantName, variant.instanceType]));
  for (const name of await scaling.registered()) {
    if (after.get(name) === undefined || after.get(name) !== before.get(name)) await scaling.deregister(name);
  }
}
