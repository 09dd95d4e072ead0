import type { ObjectLocation } from '../../aws/object-store';

/**
 * The object that an event of S3 on EventBridge names.
 *
 * @param body of the queue's message
 * @throws Error where it names none
 */
export function notifiedObject(body: string): ObjectLocation {
  const event = parse(body);
  const detail = isObject(event) ? event['detail'] : undefined;
  const bucket = isObject(detail) && isObject(detail['bucket']) ? detail['bucket']['name'] : undefined;
  const key = isObject(detail) && isObject(detail['object']) ? detail['object']['key'] : undefined;
  if (typeof bucket === 'string' && bucket !== '' && typeof key === 'string' && key !== '') return { bucket, key };
  throw new Error('The message is no "Object Created" event of S3 with detail.bucket.name and detail.object.key.');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
