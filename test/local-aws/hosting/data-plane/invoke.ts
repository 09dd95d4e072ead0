/** InvokeEndpoint: route, ask the container, copy to shadows, capture, measure. */
import { randomUUID } from 'node:crypto';
import type { CaptureWriter } from '../capture/capture-writer';
import { ApiError, invalidInvocation } from '../errors';
import { type ContainerAnswer, ContainerError } from '../fleet/container-client';
import type { Endpoint } from '../fleet/endpoint';
import type { Fleet } from '../fleet/fleet';
import type { Variant } from '../fleet/variant';
import type { Random } from '../random';
import type { Account } from '../state';
import type { MetricPublisher } from '../telemetry/metrics';
import type { InvocationRequest } from './invocation-request';
import { modelError, unreachable } from './model-error';
import { chooseByWeight, shadowShare } from './routing';

export interface InvocationServices {
  readonly account: Account;
  readonly capture: CaptureWriter;
  readonly metrics: MetricPublisher;
  readonly random: Random;
  /** Copies on their way to shadow variants, so that a flush can wait for them. */
  readonly copies: Set<Promise<unknown>>;
  /** Seconds. */
  readonly modelTimeout: number;
}

export interface InvocationAnswer {
  readonly variantName: string;
  readonly contentType: string | undefined;
  readonly customAttributes: string | undefined;
  readonly body: Buffer;
}

/** Copies that may be on their way to one shadow variant; more are dropped, since a shadow must not cost the caller. */
const MAX_SHADOW_COPIES = 200;

/** What serves a request: fixed when it arrives, so that an update does not change it on the way. */
interface Route {
  readonly fleet: Fleet;
  readonly variant: Variant;
}

/** @throws ApiError ValidationError, ModelError or ServiceUnavailable. */
export async function invoke(services: InvocationServices, request: InvocationRequest): Promise<InvocationAnswer> {
  const arrived = process.hrtime.bigint();
  const route = routeOf(services, request);
  const captured = isSampled(route.fleet, services.random);
  copyToShadows(services, request, route, captured);
  const answer = await ask(services, request, route, captured, arrived);
  if (answer instanceof ApiError) throw answer;
  return {
    variantName: route.variant.name,
    contentType: answer.headers['content-type'],
    customAttributes: headerOf(answer, 'x-amzn-sagemaker-custom-attributes'),
    body: answer.body,
  };
}

function routeOf({ account, random }: InvocationServices, request: InvocationRequest): Route {
  const endpoint = account.endpoints.get(request.endpointName);
  if (endpoint === undefined || !endpoint.serving) {
    throw invalidInvocation(`Endpoint ${request.endpointName} of account ${account.id} not found.`);
  }
  const fleet = chooseByWeight(endpoint.traffic, ({ share }) => share, random)?.fleet ?? endpoint.active;
  const variant = chooseVariant(fleet, request, endpoint, random);
  if (variant.container?.state !== 'healthy') {
    throw new ApiError(
      'ServiceUnavailable',
      'The service is currently unavailable: the container is starting again.',
      503,
    );
  }
  return { fleet, variant };
}

function chooseVariant(fleet: Fleet, request: InvocationRequest, endpoint: Endpoint, random: Random): Variant {
  const { targetVariant } = request;
  if (targetVariant !== undefined) {
    const target = fleet.production.find((variant) => variant.name === targetVariant);
    if (target !== undefined) return target;
    throw invalidInvocation(`Variant ${targetVariant} not found for endpoint ${endpoint.name}.`);
  }
  const chosen = chooseByWeight(fleet.production, (variant) => variant.properties.currentWeight, random);
  if (chosen !== undefined) return chosen;
  throw invalidInvocation(
    `All variants of endpoint ${endpoint.name} have weight 0: name one by TargetVariant, or give one a weight.`,
  );
}

/** Capture decides once a request, so that production and shadow lines of the same requests can be compared. */
function isSampled({ capture }: Fleet, random: Random): boolean {
  if (capture === undefined || capture.EnableCapture === false) return false;
  return random() * 100 < (capture.InitialSamplingPercentage ?? 0);
}

function copyToShadows(
  services: InvocationServices,
  request: InvocationRequest,
  route: Route,
  captured: boolean,
): void {
  for (const shadow of route.fleet.shadows) {
    const share = shadowShare(route.variant.properties.currentWeight, shadow.properties.currentWeight);
    if (services.random() >= share) continue;
    const { container } = shadow;
    if (container?.state !== 'healthy' || container.inFlight >= MAX_SHADOW_COPIES) continue;
    const to = { fleet: route.fleet, variant: shadow };
    // Never rejects: whatever becomes of the copy stays in the shadow's metrics.
    const copy = ask(services, request, to, captured, process.hrtime.bigint());
    services.copies.add(copy);
    void copy.finally(() => services.copies.delete(copy));
  }
}

/** Asks one variant and records what came of it. Never rejects: what the caller is to see is given back. */
async function ask(
  services: InvocationServices,
  request: InvocationRequest,
  { fleet, variant }: Route,
  captured: boolean,
  arrived: bigint,
): Promise<ContainerAnswer | ApiError> {
  const asked = process.hrtime.bigint();
  const answer = await askContainer(services, request, variant);
  const answered = process.hrtime.bigint();
  const succeeded = !(answer instanceof ContainerError) && answer.status >= 200 && answer.status < 300;
  if (succeeded && captured && fleet.capture !== undefined) {
    const source = { endpointName: request.endpointName, variantName: variant.name, config: fleet.capture };
    services.capture.add(source, {
      eventId: randomUUID(),
      inferenceId: request.inferenceId,
      customAttributes: request.customAttributes,
      time: request.time,
      input: { contentType: request.contentType, body: request.body },
      output: { contentType: answer.headers['content-type'] ?? '', body: answer.body },
    });
  }
  services.metrics.record({
    endpointName: request.endpointName,
    variantName: variant.name,
    configName: fleet.configName,
    time: request.time,
    containerStatus: answer instanceof ContainerError ? undefined : answer.status,
    modelMicroseconds: Number((answered - asked) / 1000n),
    overheadMicroseconds: Number((asked - arrived + (process.hrtime.bigint() - answered)) / 1000n),
    instanceCount: variant.properties.currentInstanceCount,
  });
  if (answer instanceof ContainerError) return unreachable(services.account, request.endpointName, variant, answer);
  return succeeded ? answer : modelError(services.account, request.endpointName, variant, answer);
}

async function askContainer(
  { modelTimeout }: InvocationServices,
  request: InvocationRequest,
  { container }: Variant,
): Promise<ContainerAnswer | ContainerError> {
  if (container === undefined) return new ContainerError('broken', 'the container is not running');
  try {
    return await container.send({
      method: 'POST',
      path: '/invocations',
      headers: forwarded(request),
      body: request.body,
      timeout: modelTimeout,
    });
  } catch (error) {
    if (error instanceof ContainerError) return error;
    return new ContainerError('broken', String(error));
  }
}

function forwarded(request: InvocationRequest): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': request.contentType };
  if (request.accept !== undefined) headers['accept'] = request.accept;
  if (request.inferenceId !== undefined) headers['x-amzn-sagemaker-inference-id'] = request.inferenceId;
  if (request.customAttributes !== undefined) headers['x-amzn-sagemaker-custom-attributes'] = request.customAttributes;
  return headers;
}

function headerOf(answer: ContainerAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
