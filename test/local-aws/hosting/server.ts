/** The HTTP front: the SageMaker API, InvokeEndpoint, and `/_local` for the launcher and for tests. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { payloadTooLarge } from './data-plane/invocation-request';
import { ApiError, messageOf } from './errors';
import { MAX_PAYLOAD_BYTES } from './fleet/container-client';
import type { Hosting } from './hosting';
import type { Account } from './state';

const DEFAULT_ACCOUNT = '000000000000';
const DEFAULT_REGION = 'eu-central-1';
const INVOCATION = /^\/endpoints\/([^/]+)\/invocations$/;
const TARGET = /^SageMaker\.(\w+)$/;

type Reply = (status: number, headers: Record<string, string>, body: Buffer | string) => void;

export function createHostingServer(hosting: Hosting): Server {
  const server = createServer((request, response) => {
    void serve(hosting, request, response);
  });
  // Clients keep their connections; closing one while a request is on its way would look like a failed request.
  server.keepAliveTimeout = 75_000;
  server.requestTimeout = 0;
  return server;
}

async function serve(hosting: Hosting, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  const reply: Reply = (status, headers, body) => {
    response.writeHead(status, {
      'x-amzn-requestid': requestId,
      ...headers,
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  };
  try {
    await answer(hosting, request, reply);
  } catch (error) {
    if (!(error instanceof ApiError))
      process.stderr.write(`hosting: ${error instanceof Error ? error.stack : error}\n`);
    const refusal = error instanceof ApiError ? error : new ApiError('InternalFailure', messageOf(error), 500);
    const { code, message, members, status } = refusal;
    const headers: Record<string, string> = { 'content-type': 'application/x-amz-json-1.1' };
    if (code !== '') headers['x-amzn-errortype'] = code;
    const named = code === '' ? {} : { __type: code };
    reply(status, headers, JSON.stringify({ ...named, message, Message: message, ...members }));
  }
}

async function answer(hosting: Hosting, request: IncomingMessage, reply: Reply): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const body = await bodyOf(request);
  if (path.startsWith('/_local/')) return answerLocally(hosting, `${request.method} ${path}`, body, reply);
  const account = accountOf(hosting, request);
  const [, endpointName] = INVOCATION.exec(path) ?? [];
  if (endpointName !== undefined && request.method === 'POST') {
    const {
      variantName,
      contentType,
      customAttributes,
      body: prediction,
    } = await hosting.invoke(account, decode(endpointName), request.headers, body);
    const headers: Record<string, string> = { 'x-Amzn-Invoked-Production-Variant': variantName };
    if (contentType !== undefined) headers['Content-Type'] = contentType;
    if (customAttributes !== undefined) headers['X-Amzn-SageMaker-Custom-Attributes'] = customAttributes;
    return reply(200, headers, prediction);
  }
  const [, operation] = TARGET.exec(single(request, 'x-amz-target') ?? '') ?? [];
  if (operation === undefined || request.method !== 'POST' || path !== '/') {
    throw new ApiError(
      'UnknownOperationException',
      `Expected POST / with x-amz-target SageMaker.<Operation>, or POST /endpoints/<name>/invocations; got ${request.method} ${path}.`,
      404,
    );
  }
  const output = hosting.operate(account, operation, parseJson(body));
  reply(200, { 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify(output));
}

async function answerLocally(hosting: Hosting, route: string, body: Buffer, reply: Reply): Promise<void> {
  const json = (status: number, value: unknown) =>
    reply(status, { 'content-type': 'application/json' }, JSON.stringify(value));
  const sent = (problems: string[]) => json(problems.length === 0 ? 200 : 502, { problems });
  if (route === 'PUT /_local/images') return json(200, hosting.images.register(parseJson(body)));
  if (route === 'PUT /_local/settings') {
    hosting.configure(parseJson(body));
    return json(200, {});
  }
  if (route === 'POST /_local/reset') return sent(await hosting.reset());
  if (route === 'POST /_local/flush') return sent(await hosting.flush());
  if (route === 'GET /_local/state') return json(200, hosting.state());
  throw new ApiError(
    'UnknownOperationException',
    `There is no ${route}; expected PUT /_local/images, PUT /_local/settings, POST /_local/reset, POST /_local/flush or GET /_local/state.`,
    404,
  );
}

function accountOf(hosting: Hosting, request: IncomingMessage): Account {
  const id = single(request, 'x-local-account') ?? DEFAULT_ACCOUNT;
  const region = single(request, 'x-local-region') ?? DEFAULT_REGION;
  if (!/^\d{12}$/.test(id))
    throw new ApiError('ValidationException', `x-local-account is '${id}'; expected 12 digits.`);
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw new ApiError('ValidationException', `x-local-region is '${region}'; expected a region as eu-central-1.`);
  }
  return hosting.account(id, region);
}

function single(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new ApiError('SerializationException', `The request is no JSON: ${messageOf(error)}`);
  }
}

/** The whole body. Above the limit the rest is read and dropped, so that the client gets its answer. */
function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_PAYLOAD_BYTES) chunks.push(chunk);
    });
    request.once('end', () =>
      size > MAX_PAYLOAD_BYTES ? reject(payloadTooLarge()) : resolve(Buffer.concat(chunks, size)),
    );
    request.once('error', reject);
  });
}
