// Records docs/images/first-rollback.svg: a rollback in the account on this machine, as its terminal shows it.
// Run: npm run build && npx tsx scripts/record/rollback.ts
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Approval, Fallback } from '../../lib/release';
import { flights } from '../../test/e2e/support/flights';
import { ReleasedStack } from '../../test/e2e/support/released-stack';
import { terminalSvg } from './terminal-svg';

const ENDPOINT = 'flight-delay';
const ROOT = path.join(__dirname, '..', '..');
const COMMANDS = [
  ['status'],
  ['rollback', '--yes', '--reason', 'late flights are missed'],
  ['releases', 'list'],
] as const;
const COLUMNS = 130;
/** Runs a command in a terminal of its own, so that it prints what it prints to people. */
const IN_A_TERMINAL = `import fcntl, os, pty, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 50, ${COLUMNS}, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
try:
    while data := os.read(terminal, 65536):
        os.write(1, data)
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;

function inTerminal(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const program = [process.execPath, path.join(ROOT, 'bin', 'production-ml.js'), ...args];
  return new Promise((resolve, reject) => {
    execFile('python3', ['-c', IN_A_TERMINAL, ...program], { env }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`production-ml ${args.join(' ')} failed:\n${stdout}`));
    });
  });
}

async function main(): Promise<void> {
  const released = await ReleasedStack.start(ENDPOINT);
  try {
    const { account } = released;
    const first = await released.version('1.0.0', { name: ENDPOINT });
    const props = { fallback: Fallback.warm(), scaling: undefined, approval: Approval.notRequired() };
    await released.deploy(flights(ENDPOINT, first, props));
    const requestedBy = `arn:aws:iam::${account.accountId}:user/ada`;
    const promotion = await released.promotionOf('2.0.0', { name: ENDPOINT });
    await released.run('release', { ...promotion, requestedBy, reason: 'holdout +0.5 %' });
    const env = {
      ...process.env,
      ...account.env,
      PRODUCTION_ML_ENDPOINT: ENDPOINT,
      TERM: 'xterm-256color',
      CI: undefined,
      NO_COLOR: undefined,
    };
    let output = '';
    for (const args of COMMANDS) {
      const typed = args.map((arg) => (/\s/.test(arg) ? JSON.stringify(arg) : arg)).join(' ');
      const shown = await inTerminal(args, env);
      output += `\u001b[32m$\u001b[39m \u001b[1mproduction-ml ${typed}\u001b[22m\n${shown.trimEnd()}\n\n`;
    }
    const description =
      'A terminal: status says that release 2 is live and that a rollback is warm; rollback shows its steps and that release 3 is live; releases list shows the three releases.';
    const picture = terminalSvg(output, 'A rollback with production-ml', description);
    writeFileSync(path.join(ROOT, 'docs', 'images', 'first-rollback.svg'), picture);
    console.log(output);
  } finally {
    await released.stop();
  }
}

void main();
