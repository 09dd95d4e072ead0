import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FIRST_LABELS, PUBLIC_FOLDER } from '../compliance/others/public-labels';
import { ensurePythonEnv } from '../local-aws/python-env';

const VALIDATOR = path.join('test', 'package', 'oscal');

/** The validator that auditors' tools are built on, on what the command line writes of templates of others. */
describe('OSCAL assessment results', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'oscal-'));
  let python: string;

  beforeAll(async () => {
    python = await ensurePythonEnv({ name: 'oscal', requirements: path.join(VALIDATOR, 'requirements.txt') });
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function validated(...files: readonly string[]): string[] {
    return execFileSync(python, [path.join(VALIDATOR, 'validate.py'), ...files], { encoding: 'utf8' })
      .trim()
      .split('\n');
  }

  /** @returns the file with the results */
  function checked(template: string): string {
    const out = path.join(folder, `${path.basename(template)}.oscal.json`);
    const args = ['compliance', 'check', template, '--format', 'oscal', '--out', out];
    const { stderr } = spawnSync(process.execPath, ['bin/production-ml.js', ...args], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return out;
  }

  test('are taken by compliance-trestle, whatever the template', () => {
    const files = Object.keys(FIRST_LABELS).map((name) => checked(path.join(PUBLIC_FOLDER, name)));
    expect(validated(...files).filter((line) => !/^valid [1-9]/.test(line))).toEqual([]);
  }, 120_000);

  test('that lack what OSCAL needs are refused: the validator is awake', () => {
    const file = checked(path.join(PUBLIC_FOLDER, 'tables.yaml'));
    const results = JSON.parse(readFileSync(file, 'utf8'));
    delete results['assessment-results'].metadata;
    const broken = path.join(folder, 'broken.json');
    writeFileSync(broken, JSON.stringify(results));
    expect(validated(broken)[0]).toMatch(/^invalid /);
  }, 60_000);
});
