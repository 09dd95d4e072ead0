import { type Command, Option } from 'commander';
import type { Operator } from '../release/operator';
import { lookAt } from '../release/status';
import { type StatusDocument, statusDocument } from '../release/status-document';
import { statusText } from '../terminal/status-text';
import { type EndpointOptions, onEndpoint, printJson, withEndpoint } from './endpoint-options';
import { ExitCode } from './exit-codes';

interface StatusOptions extends EndpointOptions {
  readonly failOn?: 'warning' | 'critical';
}

/** Adds `status`. */
export function addStatusCommand(program: Command, operator: Operator): void {
  withEndpoint(program.command('status'))
    .description('What is live, since when, by whom and why; what a rollback would cost now; what is wrong')
    .addOption(new Option('--fail-on <severity>', 'exit with 3 at or above this').choices(['warning', 'critical']))
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing at or above --fail-on, 1 no such endpoint, no rights or no connection, 2 wrong\n' +
        'command line, 3 something is wrong at or above --fail-on.',
    )
    .action((options: StatusOptions) => status(options, operator));
}

async function status(options: StatusOptions, operator: Operator): Promise<void> {
  await onEndpoint(operator, options, async ({ deployment, access }) => {
    const situation = await lookAt(deployment, access, operator.now());
    const document = statusDocument(situation);
    if (options.json) printJson(operator, document);
    else operator.terminal.print(statusText(situation));
    operator.terminal.end(exitCode(document, options.failOn));
  });
}

function exitCode({ findings }: StatusDocument, failOn: StatusOptions['failOn']): number {
  if (failOn === undefined) return ExitCode.OK;
  const reached = findings.some(({ severity }) => severity === 'critical' || failOn === 'warning');
  return reached ? ExitCode.DRIFT : ExitCode.OK;
}
