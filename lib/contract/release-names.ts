/**
 * Names that the release machine gives to what it makes: the endpoint's name, a hyphen, and a hash of the content. Rights
 * are written for exactly these shapes. 63 characters are SageMaker's limit.
 */
const MODEL = { endpoint: 42, hash: 20 };
const CONFIG = { endpoint: 30, hash: 32 };

interface Shape {
  readonly endpoint: number;
  readonly hash: number;
}

function stem(endpointName: string, { endpoint }: Shape): string {
  return endpointName.slice(0, endpoint).replace(/-+$/, '');
}

const named = (endpointName: string, shape: Shape, hash: string) =>
  `${stem(endpointName, shape)}-${hash.slice(0, shape.hash)}`;

/** As IAM writes any name of the shape: `?` is one character. */
const pattern = (endpointName: string, shape: Shape) => `${stem(endpointName, shape)}-${'?'.repeat(shape.hash)}`;

export const ReleaseName = {
  /** @param hash hex, at least 20 digits */
  model: (endpointName: string, hash: string) => named(endpointName, MODEL, hash),
  /** @param hash hex, at least 32 digits */
  endpointConfig: (endpointName: string, hash: string) => named(endpointName, CONFIG, hash),
  /** Of a rollback alarm. */
  alarm: (endpointConfigName: string, variantName: string, id: string) => `${endpointConfigName}-${variantName}-${id}`,
  modelPattern: (endpointName: string) => pattern(endpointName, MODEL),
  endpointConfigPattern: (endpointName: string) => pattern(endpointName, CONFIG),
  alarmPattern: (endpointName: string) => `${pattern(endpointName, CONFIG)}-*`,
} as const;

const ROLLBACK_PREFIX = 'rollback-';
/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const MAX_EXECUTION_NAME = 80;

/** What the rollback machine calls the execution that it starts: its own name behind a prefix. */
export const ROLLBACK_EXECUTION = {
  PREFIX: ROLLBACK_PREFIX,
  /** Characters that are taken of its own name. */
  LENGTH: MAX_EXECUTION_NAME - ROLLBACK_PREFIX.length,
} as const;

export function rollbackExecutionName(name: string): string {
  return ROLLBACK_EXECUTION.PREFIX + name.slice(0, ROLLBACK_EXECUTION.LENGTH);
}
