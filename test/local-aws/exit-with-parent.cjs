/**
 * Preloaded (`node --require`) into programs that know nothing of their parent, such as the CDK CLI: when standard
 * input closes, because the parent is gone, the program and what it has started end too. It has to lead a process
 * group of its own.
 */
process.stdin.on('end', () => process.kill(-process.pid, 'SIGKILL'));
process.stdin.on('error', () => process.kill(-process.pid, 'SIGKILL'));
process.stdin.resume();
process.stdin.unref();
