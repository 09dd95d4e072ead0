import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { NodeTerminal } from '../terminal/node-terminal';
import type { Operator } from './operator';

/** Whoever runs the command here, with the AWS clients of this process. */
export const LOCAL_OPERATOR: Operator = {
  terminal: new NodeTerminal(),
  async connect() {
    const { AwsReleaseAccount } = await import('../aws/release-account');
    return new AwsReleaseAccount();
  },
  now: () => new Date(),
  pause: (milliseconds) => pause(milliseconds),
  nonce: () => randomBytes(8).toString('hex'),
};
