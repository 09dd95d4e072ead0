/** InvokeEndpoint as it arrives, checked as the service checks it. */
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError, invalidInvocation } from '../errors';
import { MAX_PAYLOAD_BYTES } from '../fleet/container-client';

export interface InvocationRequest {
  readonly endpointName: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly accept?: string;
  readonly targetVariant?: string;
  readonly inferenceId?: string;
  readonly customAttributes?: string;
  /** When the request was made: the wall clock, or what a replay says. */
  readonly time: Date;
}

/** Header by which a replay gives the time of the request, in ISO 8601 with a zone. */
export const TIME_HEADER = 'x-local-time';

const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
const ZONED_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/** What an SDK sends where its caller gives no content type. */
const DEFAULT_CONTENT_TYPE = 'application/octet-stream';

const NOT_EMULATED: Readonly<Record<string, string>> = {
  'x-amzn-sagemaker-target-model': 'TargetModel is for multi-model endpoints',
  'x-amzn-sagemaker-target-container-hostname': 'TargetContainerHostname is for multi-container endpoints',
  'x-amzn-sagemaker-inference-component': 'InferenceComponentName is for inference components',
};

/** @throws ApiError ValidationError, or 413 for a payload above the limit. */
export function parseInvocation(endpointName: string, headers: IncomingHttpHeaders, body: Buffer): InvocationRequest {
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  for (const [name, reason] of Object.entries(NOT_EMULATED)) {
    if (header(name) !== undefined) throw invalidInvocation(`${reason}, which are not emulated here.`);
  }
  if (body.length > MAX_PAYLOAD_BYTES) throw payloadTooLarge();
  const request: InvocationRequest = {
    endpointName,
    body,
    contentType: header('content-type') ?? DEFAULT_CONTENT_TYPE,
    accept: header('accept'),
    targetVariant: header('x-amzn-sagemaker-target-variant'),
    inferenceId: header('x-amzn-sagemaker-inference-id'),
    customAttributes: header('x-amzn-sagemaker-custom-attributes'),
    time: requestTime(header(TIME_HEADER)),
  };
  matches('endpointName', endpointName, NAME, '[a-zA-Z0-9](-*[a-zA-Z0-9])*');
  matches('targetVariant', request.targetVariant, NAME, '[a-zA-Z0-9](-*[a-zA-Z0-9])*');
  matches('inferenceId', request.inferenceId, /^\S[\x20-\x7e]*$/, '\\A\\S[\\p{Print}]*\\z');
  atMost('inferenceId', request.inferenceId, 64);
  for (const name of ['contentType', 'accept', 'customAttributes'] as const) atMost(name, request[name], 1024);
  return request;
}

/** The refusal of the service's front end, which has no error code. */
export function payloadTooLarge(): ApiError {
  return new ApiError('', `HTTP content length exceeded ${MAX_PAYLOAD_BYTES} bytes.`, 413);
}

function violation(name: string, value: string, constraint: string): ApiError {
  return invalidInvocation(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

function matches(name: string, value: string | undefined, pattern: RegExp, shown: string): void {
  if (value !== undefined && !pattern.test(value)) {
    throw violation(name, value, `Member must satisfy regular expression pattern: ${shown}`);
  }
}

function atMost(name: string, value: string | undefined, length: number): void {
  if (value !== undefined && value.length > length) {
    throw violation(name, value, `Member must have length less than or equal to ${length}`);
  }
}

function requestTime(given: string | undefined): Date {
  if (given === undefined) return new Date();
  const time = new Date(given);
  if (ZONED_TIME.test(given) && !Number.isNaN(time.getTime())) return time;
  throw invalidInvocation(
    `The header ${TIME_HEADER} is '${given}'; expected a time with its zone, as 2026-11-23T10:00:00Z. Leave it out for the wall clock.`,
  );
}
