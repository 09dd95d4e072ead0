import type { LocalAccount } from '../../test/local-aws/account';

export interface OpenEndpoint {
  readonly account: LocalAccount;
  readonly endpointName: string;
  /** A request to try. */
  readonly row: string;
}

/** Leaves the account up until the signal, and says how to reach the endpoint from another terminal. */
export async function keepOpen({ account, endpointName, row }: OpenEndpoint, signal: AbortSignal): Promise<void> {
  console.log(`The account stays up. From another terminal, with the AWS CLI:

  export AWS_ENDPOINT_URL=${account.url} AWS_REGION=${account.region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
  aws sagemaker describe-endpoint --endpoint-name ${endpointName}
  aws sagemaker-runtime invoke-endpoint --endpoint-name ${endpointName} --content-type text/csv \\
    --cli-binary-format raw-in-base64-out --body '${row}' /dev/stdout

or with an SDK, in the same environment:

  boto3.client("sagemaker-runtime").invoke_endpoint(EndpointName="${endpointName}", ContentType="text/csv", Body="${row}")

The log is ${account.logFile}. Ctrl-C ends it.
`);
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
