import type { Command } from 'commander';
import type { Operator } from '../release/operator';
import { addAbortCommand } from './abort';
import { addApproveCommand } from './approve';
import { addPinCommands } from './pin';
import { addPromoteCommand } from './promote';
import { addReleasesCommands } from './releases';
import { addRepairCommand } from './repair';
import { addRollbackCommand } from './rollback';
import { addShiftCommand } from './shift';
import { addStatusCommand } from './status';

/** Adds the commands that look at a released endpoint and change it. */
export function addReleaseCommands(program: Command, operator: Operator): void {
  addStatusCommand(program, operator);
  addReleasesCommands(program, operator);
  addPromoteCommand(program, operator);
  addApproveCommand(program, operator);
  addRollbackCommand(program, operator);
  addAbortCommand(program, operator);
  addPinCommands(program, operator);
  addShiftCommand(program, operator);
  addRepairCommand(program, operator);
}
