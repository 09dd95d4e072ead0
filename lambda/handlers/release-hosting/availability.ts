import type { Release, ReleasedModel } from '../../../lib/contract';
import { parseUri } from '../../aws/object-store';
import type { HostingParts } from './parts';

type Needs = Pick<HostingParts, 'hosting' | 'objects' | 'images' | 'signal'>;

/** What a version needs to be served and is not there, in words; undefined where all is. */
export async function missingOf(model: ReleasedModel, parts: Needs): Promise<string | undefined> {
  const image = await parts.images.find(model.image);
  if (image.kind === 'absent') return `the image ${model.image} is gone from its registry`;
  if (image.kind === 'present' && image.criticalFindings > 0) {
    return `the scan of the image ${model.image} has ${image.criticalFindings} critical findings`;
  }
  const artifact = parseUri(model.artifactUri);
  if (artifact === undefined || (await parts.objects.find(artifact, parts.signal)) === undefined) {
    return `the artifact ${model.artifactUri} is gone`;
  }
  return undefined;
}

/**
 * What a release needs to come back and is not there, in words; undefined where all is.
 *
 * @param release one that was made before, so that its models and configuration should still be there
 */
export async function unavailable(release: Release, parts: Needs): Promise<string | undefined> {
  if ((await parts.hosting.endpointConfig(release.endpointConfigName)) === undefined) {
    return `its endpoint configuration ${release.endpointConfigName} is gone`;
  }
  for (const { model, modelName } of release.variants) {
    if ((await parts.hosting.model(modelName)) === undefined) return `its model ${modelName} is gone`;
    const missing = await missingOf(model, parts);
    if (missing !== undefined) return missing;
  }
  return undefined;
}
