/** The ModelError that a caller sees when the container gives no prediction. */
import { ApiError } from '../errors';
import type { ContainerAnswer, ContainerError } from '../fleet/container-client';
import type { Variant } from '../fleet/variant';
import type { Account } from '../state';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const MODEL_ERROR_STATUS = 424;
/** A longer message of the container is cut, as the service does. */
const MAX_MESSAGE_LENGTH = 1024;

/** The container answered, but not with a success. */
export function modelError(
  account: Account,
  endpointName: string,
  variant: Variant,
  answer: ContainerAnswer,
): ApiError {
  const text = answer.body.toString('utf8');
  const client = answer.status >= 400 && answer.status < 500;
  return build(account, endpointName, variant, client ? 'client' : 'server', answer.status, text);
}

/** The container gave no complete answer. */
export function unreachable(account: Account, endpointName: string, variant: Variant, error: ContainerError): ApiError {
  const name = variant.containerName;
  const text = {
    timeout: `Your invocation timed out while waiting for a response from container ${name}. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.`,
    'too-large': `The response of container ${name} is larger than the limit: ${error.message}.`,
    broken: `The connection to container ${name} failed: ${error.message}.`,
  }[error.fault];
  return build(account, endpointName, variant, 'server', 0, text);
}

function build(
  account: Account,
  endpointName: string,
  variant: Variant,
  side: 'client' | 'server',
  status: number,
  text: string,
): ApiError {
  const cut = text.length > MAX_MESSAGE_LENGTH ? text.slice(0, MAX_MESSAGE_LENGTH) : text;
  const logs = `https://${account.region}.console.aws.amazon.com/cloudwatch/home?region=${account.region}#logEventViewer:group=/aws/sagemaker/Endpoints/${endpointName}`;
  const message = `Received ${side} error (${status}) from ${variant.containerName} with message "${cut}". See ${logs} in account ${account.id} for more information.`;
  return new ApiError('ModelError', message, MODEL_ERROR_STATUS, {
    OriginalStatusCode: status,
    OriginalMessage: cut,
    LogStreamArn: `arn:aws:logs:${account.region}:${account.id}:log-group:/aws/sagemaker/Endpoints/${endpointName}`,
  });
}
