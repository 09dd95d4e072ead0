#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addBaselineCommands } from './commands/baseline';
import { addComplianceCommands } from './commands/compliance';
import { addDriftCommands } from './commands/drift';
import { ExitCode } from './commands/exit-codes';

/** Errors that tell the reader what to do; of all others the stack is wanted. */
const EXPLAINED = [
  ...['BaselineError', 'BaselineRefusedError', 'SchemaMisfitError', 'UnreadableDataError', 'RangeError'],
  ...['ComplianceInputError', 'ValidationError', 'DeploymentNotFoundError'],
];

async function main(): Promise<void> {
  const program = new Command('production-ml').description('Operate models in production').exitOverride();
  program.configureHelp({ showGlobalOptions: true });
  addBaselineCommands(program);
  addDriftCommands(program);
  addComplianceCommands(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    else {
      const known = error instanceof Error && EXPLAINED.includes(error.name);
      console.error(known ? error.message : error);
      process.exitCode = ExitCode.FAILED;
    }
  }
}

void main();
