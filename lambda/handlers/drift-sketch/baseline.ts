import type { DriftMonitorSettings } from '../../../lib/contract';
import type { Documents } from '../../aws/documents';
import { uriOf } from '../../aws/object-store';
import { BaselineError, type PreparedBaseline, prepareBaseline, readBaseline } from '../../drift';

let prepared: { readonly etag: string; readonly uri: string; readonly baseline: PreparedBaseline } | undefined;

/**
 * The baseline, made ready once for each content and kept while this instance of the function lives.
 *
 * @throws BaselineError where there is none, or none that can be used
 */
export async function loadBaseline(
  settings: DriftMonitorSettings['baseline'],
  documents: Documents,
): Promise<PreparedBaseline> {
  const uri = uriOf(settings);
  const stored = await documents.read(settings);
  if (stored !== undefined && prepared?.uri === uri && prepared.etag === stored.etag) return prepared.baseline;
  const document = readBaseline(stored?.body.toString('utf8'), uri);
  if (settings.id !== undefined && document.id !== settings.id) {
    throw new BaselineError(
      'CORRUPT',
      `The baseline ${uri} is ${document.id}, the stack was deployed with ${settings.id}. Deploy it again, or restore the original.`,
    );
  }
  const baseline = prepareBaseline(document);
  prepared = { etag: stored?.etag ?? '', uri, baseline };
  return baseline;
}
