import { type Command, Option } from 'commander';
import type { ReleaseDeployment } from '../../lib/contract';
import type { ReleaseAccount, ReleasedEndpointAccess } from '../release/account';
import type { Operator } from '../release/operator';
import { explained } from '../release/operator-error';

/** Options of every command that looks at an endpoint in AWS. */
export interface EndpointOptions {
  readonly endpoint: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** What a command works on. */
export interface OpenEndpoint {
  readonly account: ReleaseAccount;
  readonly deployment: ReleaseDeployment;
  readonly access: ReleasedEndpointAccess;
}

/** Name of an endpoint: SageMaker's rule, which keeps anything else out of names of parameters and executions. */
const ENDPOINT_NAME = /^(?=.{1,63}$)[A-Za-z0-9](-*[A-Za-z0-9])*$/;

export function withEndpoint(command: Command): Command {
  return command
    .addOption(
      new Option('--endpoint <name>', 'name of the endpoint').env('PRODUCTION_ML_ENDPOINT').makeOptionMandatory(),
    )
    .option('--region <region>', 'AWS Region; default: that of the environment')
    .option('--profile <name>', 'AWS profile; default: that of the environment')
    .option('--json', 'print JSON');
}

/** Finds the endpoint's stack and runs a command on it. */
export async function onEndpoint(
  operator: Operator,
  options: EndpointOptions,
  action: (open: OpenEndpoint) => Promise<void>,
): Promise<void> {
  const { endpoint } = options;
  const rights =
    'grantRead(principal) of its ReleasedEndpoint, and for a change grantRelease(principal) or grantRollback(principal)';
  await inAccount(options, rights, async () => {
    const account = await operator.connect();
    const deployment = await account.deployment(endpoint);
    await action({ account, deployment, access: account.open(deployment) });
  });
}

/**
 * Runs what calls AWS for an endpoint, in the account and Region that the options say.
 *
 * @param rights what somebody needs who may not call; the owner of the endpoint's stack is asked for it
 * @throws RangeError where the name cannot be one of an endpoint
 * @throws OperatorError where AWS cannot be called
 */
export async function inAccount(
  { endpoint, region, profile }: EndpointOptions,
  rights: string,
  action: () => Promise<void>,
): Promise<void> {
  if (!ENDPOINT_NAME.test(endpoint)) {
    throw new RangeError(
      `--endpoint is ${JSON.stringify(endpoint.slice(0, 80))}; expected 1 to 63 letters, digits and hyphens`,
    );
  }
  // Where every client of the SDK looks; what the command line says wins.
  if (region !== undefined) process.env['AWS_REGION'] = region;
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  try {
    await action();
  } catch (error) {
    throw explained(error, endpoint, rights);
  }
}

/** Whether whoever is at the terminal agrees; where nobody is, or `--yes` was given, nothing is asked. */
export async function confirmed(
  question: string,
  { yes }: { readonly yes?: boolean },
  { terminal }: Operator,
): Promise<boolean> {
  return !terminal.attended || yes === true || (await terminal.ask(question));
}

export function printJson(operator: Operator, value: unknown): void {
  operator.terminal.print(JSON.stringify(value, undefined, 2));
}
