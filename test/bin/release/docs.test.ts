import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { addReleaseCommands } from '../../../bin/commands/release-commands';
import { LOCAL_OPERATOR } from '../../../bin/release/local-operator';
import { requestProblems } from '../../../lambda/handlers/release-ledger/request';

const first = readFileSync('docs/first-rollback.md', 'utf8');
const runbook = readFileSync('docs/runbooks/release.md', 'utf8');
const golden = path.join(__dirname, 'golden');

const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``, 'g'))].map(([, block = '']) => block);

test('"Your first rollback" shows what the commands print', () => {
  const printed = readdirSync(golden).map((file) => readFileSync(path.join(golden, file), 'utf8').trimEnd());
  const shown = blocks(first, 'text');
  expect(shown).toHaveLength(4);
  for (const block of shown) expect(printed).toContain(block);
});

test('every input of the runbook is one that the machine understands', () => {
  const inputs = blocks(runbook, 'json');
  expect(inputs).toHaveLength(6);
  for (const input of inputs) expect(requestProblems(JSON.parse(input))).toBeUndefined();
});

test('every command that a document names exists', () => {
  const program = new Command();
  addReleaseCommands(program, LOCAL_OPERATOR);
  const names = program.commands.map((command) => command.name());
  const named = [...`${first}${runbook}`.matchAll(/production-ml (?!-)([a-z]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(8);
  for (const name of named) expect(names).toContain(name);
});
