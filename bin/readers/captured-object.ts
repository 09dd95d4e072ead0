import { ObjectError, type ObjectStore, type ObjectVersion } from '../../lambda/aws/object-store';
import { ObjectSketcher, type PreparedBaseline } from '../../lambda/drift';

/**
 * The sketch of one captured object, in the cells of a baseline.
 *
 * @returns undefined where the object expired while it was read
 */
export async function sketchCaptured(
  object: ObjectVersion,
  objects: ObjectStore,
  baseline: PreparedBaseline,
  signal: AbortSignal,
): Promise<ReturnType<ObjectSketcher['end']> | undefined> {
  const sketcher = new ObjectSketcher(baseline, { objectKey: object.key, etag: object.etag });
  try {
    for await (const chunk of await objects.read(object, 0, signal)) sketcher.push(chunk);
  } catch (error) {
    if (error instanceof ObjectError && error.reason === 'missing') return undefined;
    throw error;
  }
  return sketcher.end();
}
