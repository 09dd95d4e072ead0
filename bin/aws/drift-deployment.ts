import { SSMClient } from '@aws-sdk/client-ssm';
import type { DriftMonitorDeployment } from '../../lib/contract';
import { DeploymentNotFoundError, deploymentRecords, readDeploymentRecord } from './deployment-records';

const CAPABILITY = 'drift-monitor/';

/**
 * The drift monitor of an endpoint.
 *
 * @param variant needed only where several variants are watched
 * @throws DeploymentNotFoundError where there is none, or several
 */
export async function driftDeployment(
  endpointName: string,
  variant: string | undefined,
  client = new SSMClient({}),
): Promise<DriftMonitorDeployment> {
  const records = await deploymentRecords(client, endpointName);
  const monitors = [...records].filter(([capability]) => capability.startsWith(CAPABILITY));
  const names = monitors.map(([capability]) => capability.slice(CAPABILITY.length));
  const chosen = monitors.filter((_, index) => variant === undefined || names[index] === variant);
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1)
    return readDeploymentRecord<DriftMonitorDeployment>(only[1]).deployment;
  if (names.length === 0) {
    throw new DeploymentNotFoundError(
      `No drift monitor of the endpoint ${endpointName} is deployed in this account and Region. ` +
        'Check the name, AWS_PROFILE and AWS_REGION.',
    );
  }
  const which = variant === undefined ? 'Name one' : `There is none of ${variant}; name one of these`;
  throw new DeploymentNotFoundError(
    `The endpoint ${endpointName} has monitors of ${names.join(', ')}. ${which} with --variant.`,
  );
}
