/**
 * The SageMaker hosting emulator as a process.
 *
 *   node --import tsx test/local-aws/hosting/main.ts --port 0 --aws-url http://127.0.0.1:4566
 *
 * It prints one JSON line when it is ready, `{"event":"ready","port":N}`, writes problems to stderr, and ends when stdin
 * closes or on SIGTERM and SIGINT. No model process outlives it, in whatever way it ends.
 */
import type { AddressInfo } from 'node:net';
import { parseCommandLine } from './command-line';
import { messageOf } from './errors';
import { Hosting } from './hosting';
import { createHostingServer } from './server';

/** An end that takes longer than this is forced; the watchdogs then end the model processes. */
const STOP_SECONDS = 7;

function main(): void {
  // The SDK's notice about the end of Node 20 is for those who choose the Node version, not for this log.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { port, settings } = parseCommandLine(process.argv.slice(2));
  const hosting = new Hosting(settings, (problem) => process.stderr.write(`hosting: ${problem}\n`));
  const server = createHostingServer(hosting);
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_SECONDS * 1000).unref();
    server.close();
    void hosting.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdin.on('end', stop).on('error', stop).resume();
  process.stdout.on('error', () => {});
  server.once('error', (error) => {
    process.stderr.write(`hosting: cannot listen on port ${port}: ${error.message}\n`);
    process.exit(1);
  });
  server.listen(port, '127.0.0.1', () => {
    const bound = (server.address() as AddressInfo).port;
    process.stdout.write(`${JSON.stringify({ event: 'ready', port: bound })}\n`);
  });
}

try {
  main();
} catch (error) {
  process.stderr.write(`hosting: ${messageOf(error)}\n`);
  process.exit(2);
}
