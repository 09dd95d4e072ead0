import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** The part of an answer that is not an echo of the request. */
export interface CustomResourceAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: Readonly<Record<string, string>>;
}

/** Sends a body to a URL; gives the HTTP status, or throws when there was no response. */
export type PutAnswer = (url: string, body: string) => Promise<number>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const MAX_ANSWER_BYTES = 4096;
const MAX_REASON_BYTES = 2048;

/** Waits between attempts: short enough to fit into the time that is kept for the answer. */
const RETRY_AFTER_MILLIS = [250, 500, 1000, 2000, 4000];

/**
 * Delivers an answer to CloudFormation, again if need be.
 *
 * @throws when no attempt was accepted; the message holds no part of the URL, which is a credential
 */
export async function putAnswer(
  event: CloudFormationCustomResourceEvent,
  answer: CustomResourceAnswer,
  put: PutAnswer = putByFetch,
  retryAfterMillis: readonly number[] = RETRY_AFTER_MILLIS,
): Promise<void> {
  const body = bodyOf(event, answer);
  let last = 'no attempt was made';
  for (const wait of [...retryAfterMillis, undefined]) {
    const status = await put(event.ResponseURL, body).catch((error: unknown) => {
      last = error instanceof Error ? error.name : 'unknown error';
      return undefined;
    });
    if (status !== undefined && status >= 200 && status < 300) return;
    if (status !== undefined) last = `HTTP status ${status}`;
    // A signed URL that is refused stays refused.
    if (status === 403 || wait === undefined) break;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  throw new Error(`CloudFormation took no answer to request ${event.RequestId}: ${last}.`);
}

function bodyOf(event: CloudFormationCustomResourceEvent, answer: CustomResourceAnswer): string {
  const render = (reasonBytes: number, data: CustomResourceAnswer['Data']) =>
    JSON.stringify({
      Status: answer.Status,
      Reason: answer.Reason === undefined ? undefined : cut(answer.Reason, reasonBytes),
      PhysicalResourceId: answer.PhysicalResourceId,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      Data: data,
    });
  const body = render(MAX_REASON_BYTES, answer.Data);
  if (Buffer.byteLength(body) <= MAX_ANSWER_BYTES) return body;
  // Escapes can make text of 2,048 bytes six times as long.
  if (answer.Status === 'FAILED') return render(MAX_REASON_BYTES / 8, undefined);
  // Attributes have no bound of their own. Without an answer the stack would wait for its timeout.
  const Reason = `The answer is ${Buffer.byteLength(body)} bytes long; CloudFormation takes ${MAX_ANSWER_BYTES}.`;
  return bodyOf(event, { Status: 'FAILED', PhysicalResourceId: answer.PhysicalResourceId, Reason });
}

/** Cuts text to a number of UTF-8 bytes without leaving half a character. */
function cut(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const ellipsis = '…';
  return new TextDecoder().decode(bytes.subarray(0, maxBytes - 3), { stream: true }) + ellipsis;
}

async function putByFetch(url: string, body: string): Promise<number> {
  // Bytes, not text: the URL is signed without a content type, and fetch would add one to text.
  const response = await fetch(url, { method: 'PUT', body: Buffer.from(body), signal: AbortSignal.timeout(5000) });
  await response.arrayBuffer();
  return response.status;
}
