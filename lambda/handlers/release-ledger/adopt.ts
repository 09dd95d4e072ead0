import {
  type LedgerHead,
  RELEASE_SCHEMA_VERSION,
  type Release,
  type ReleaseStepInput,
  type ReleaseVariant,
} from '../../../lib/contract';
import { adopted, sha256Of } from '../../decide/release';
import { writeOrRepeat } from './fence';
import type { LedgerParts } from './parts';
import { versionsText } from './propose';

/** What a version is called of which only image and artifact are known. */
const UNKNOWN_VERSION = 'adopted';

/**
 * Writes down what an endpoint serves that another owner made: release 0, to which a rollback can come back.
 *
 * @throws Error where the endpoint's configuration or models are gone: it could not come back to them
 */
export async function adopt(head: LedgerHead, input: ReleaseStepInput, parts: LedgerParts): Promise<void> {
  const { ledger, signer, hosting, settings, now, log } = parts;
  const { endpointName } = settings;
  const observed = await hosting.endpoint(endpointName);
  const config = await hosting.endpointConfig(observed.endpointConfigName ?? '');
  if (config === undefined)
    throw new Error(`The configuration ${observed.endpointConfigName} of ${endpointName} is gone.`);
  const variants: ReleaseVariant[] = [];
  const shadows = (config.ShadowProductionVariants ?? []).map(({ VariantName }) => VariantName);
  const all = [...(config.ProductionVariants ?? []), ...(config.ShadowProductionVariants ?? [])];
  for (const {
    VariantName = '',
    ModelName = '',
    InstanceType = '',
    InitialInstanceCount,
    InitialVariantWeight,
  } of all) {
    const model = await hosting.model(ModelName);
    if (model === undefined) throw new Error(`The model ${ModelName} of ${endpointName} is gone.`);
    const image = model.PrimaryContainer?.Image ?? '';
    const artifactUri = model.PrimaryContainer?.ModelDataUrl ?? '';
    const weight = observed.variants?.find(({ variantName }) => variantName === VariantName)?.weight;
    const identity = sha256Of({ image, artifactUri, modelName: ModelName });
    variants.push({
      role: shadows.includes(VariantName) ? 'shadow' : variants.length === 0 ? 'champion' : 'challenger',
      variantName: VariantName,
      // No digest was recorded when it was made: its identity is what it is called.
      model: {
        name: ModelName,
        version: UNKNOWN_VERSION,
        image,
        artifactUri,
        artifactSha256: '',
        manifestSha256: identity,
      },
      modelName: ModelName,
      instanceType: InstanceType,
      instanceCount: InitialInstanceCount ?? 1,
      weight: weight ?? InitialVariantWeight ?? 1,
    });
  }
  const at = now().toISOString();
  const executionArn = input.execution.arn;
  const { operation, requestedBy, reason } = input.request;
  const release: Release = {
    schemaVersion: RELEASE_SCHEMA_VERSION,
    endpointName,
    number: 0,
    createdAt: at,
    cause: { operation, requestedBy, reason, executionArn },
    endpointConfigName: observed.endpointConfigName ?? '',
    variants,
    approvals: variants.map(({ model }) => ({ manifestSha256: model.manifestSha256, kind: 'ADOPTED' as const })),
  };
  const signed = await signer.sign(release);
  await writeOrRepeat(ledger, {
    head: adopted(head, 0),
    release: signed,
    outcome: { schemaVersion: RELEASE_SCHEMA_VERSION, number: 0, state: 'LIVE', at, executionArn },
    events: [{ at, executionArn, operation, event: 'ADOPTED', release: 0, detail: versionsText(variants) }],
  });
  log('Endpoint adopted', { release: 0, endpointConfigName: release.endpointConfigName });
}
