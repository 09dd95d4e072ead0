/**
 * One captured request as a line of AWS's own format. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
 */
import type { DataCaptureConfig } from '@aws-sdk/client-sagemaker';
import type { CapturedPayload, CaptureLine } from '../../../../lib/contract/capture';

export interface Payload {
  /** The Content-Type header as it was seen, parameters included. */
  readonly contentType: string;
  readonly body: Buffer;
}

export interface CapturedRequest {
  readonly eventId: string;
  readonly inferenceId?: string;
  readonly customAttributes?: string;
  /** When the request was made, on the caller's clock. */
  readonly time: Date;
  readonly input: Payload;
  readonly output: Payload;
}

type ContentTypes = DataCaptureConfig['CaptureContentTypeHeader'];

/** The media type of a Content-Type header, without parameters. */
function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function includes(types: readonly string[] | undefined, contentType: string): boolean {
  const wanted = mediaType(contentType);
  return types?.some((type) => type.toLowerCase() === wanted) ?? false;
}

/** Text goes in as it is where its type is declared as CSV or JSON, everything else as BASE64. */
export function encodePayload(
  { contentType, body }: Payload,
  mode: CapturedPayload['mode'],
  types: ContentTypes,
): CapturedPayload {
  const declared = includes(types?.CsvContentTypes, contentType)
    ? 'CSV'
    : includes(types?.JsonContentTypes, contentType)
      ? 'JSON'
      : 'BASE64';
  const text = declared === 'BASE64' ? undefined : decodeUtf8(body);
  return text === undefined
    ? { observedContentType: contentType, mode, data: body.toString('base64'), encoding: 'BASE64' }
    : { observedContentType: contentType, mode, data: text, encoding: declared };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text, or undefined where the bytes are no UTF-8 and would be damaged. */
function decodeUtf8(body: Buffer): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

/** Whole seconds, as AWS writes it. */
export function inferenceTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export function captureLine(request: CapturedRequest, config: DataCaptureConfig): CaptureLine {
  const modes = config.CaptureOptions?.map((option) => option.CaptureMode) ?? [];
  const wants = (mode: 'Input' | 'Output') => modes.includes(mode) || modes.includes('InputAndOutput');
  const types = config.CaptureContentTypeHeader;
  return {
    captureData: {
      ...(wants('Input') && { endpointInput: encodePayload(request.input, 'INPUT', types) }),
      ...(wants('Output') && { endpointOutput: encodePayload(request.output, 'OUTPUT', types) }),
    },
    eventMetadata: {
      eventId: request.eventId,
      ...(request.customAttributes !== undefined && { customAttributes: [request.customAttributes] }),
      ...(request.inferenceId !== undefined && { inferenceId: request.inferenceId }),
      inferenceTime: inferenceTime(request.time),
    },
    eventVersion: '0',
  };
}
