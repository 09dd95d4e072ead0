import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { NodeTerminal } from '../terminal/node-terminal';
import type { Operator } from './operator';

/** Whoever runs the command here, with the AWS clients of this process. */
export const LOCAL_OPERATOR: Operator = {
  terminal: new NodeTerminal(),
  async connect() {
    // About the Node of this machine; whoever looks at an endpoint at night has other worries.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const { AwsReleaseAccount } = await import('../aws/release-account');
    return new AwsReleaseAccount();
  },
  now: () => new Date(),
  pause: (milliseconds) => pause(milliseconds),
  nonce: () => randomBytes(8).toString('hex'),
};
