import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkId } from '../../../lib/compliance/checks/check';
import { CONTROLS } from '../../../lib/compliance/checks/controls';
import { CHECKS } from '../../../lib/compliance/checks/table';
import { LABELS } from '../others/labels';
import { pages } from './pages';

const FOLDER = path.join(__dirname, '..', '..', '..', 'docs', 'compliance');

if (process.env.UPDATE_DOCS === '1') {
  mkdirSync(path.join(FOLDER, 'controls'), { recursive: true });
  for (const [name, text] of pages()) writeFileSync(path.join(FOLDER, name), text);
}

describe('the pages about compliance', () => {
  test.each([...pages()])('%s says what the table says (UPDATE_DOCS=1 writes it)', (name, text) => {
    expect(readFileSync(path.join(FOLDER, name), 'utf8')).toBe(text);
  });

  test('are no more controls than have checks', () => {
    const expected = [...pages().keys()]
      .filter((name) => name.startsWith('controls/'))
      .map((name) => path.basename(name));
    expect(readdirSync(path.join(FOLDER, 'controls')).sort()).toEqual(expected.sort());
  });

  test('link only to what is there', () => {
    const readme = readFileSync(path.join(FOLDER, 'README.md'), 'utf8');
    const targets = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target ?? '');
    expect(targets.filter((target) => !existsSync(path.join(FOLDER, target)))).toEqual([]);
  });

  test('tell the number of labels that the rules are held to', () => {
    const labels = Object.values(LABELS).flatMap((resources) =>
      Object.values(resources).flatMap((label) => Object.values(label).flat()),
    );
    expect(readFileSync(path.join(FOLDER, 'README.md'), 'utf8')).toContain(`${labels.length} labels`);
  });
});

describe('the table of checks', () => {
  test('has the numbers 1 to 91, each once', () => {
    expect(CHECKS.map(({ number }) => number).sort((left, right) => left - right)).toEqual(
      Array.from({ length: 91 }, (_, index) => index + 1),
    );
  });

  test('has no identifier twice', () => {
    expect(new Set(CHECKS.map(checkId)).size).toBe(CHECKS.length);
  });

  test('names only controls that exist', () => {
    const known = new Set(CONTROLS.map(({ id }) => id));
    expect(CHECKS.flatMap(({ controls }) => controls).filter((control) => !known.has(control))).toEqual([]);
  });

  test.each(CHECKS.map((check) => [checkId(check), check] as const))(
    '%s leaves room to say what is wrong',
    (_id, check) => {
      expect(check.why.length + check.fix.length).toBeLessThanOrEqual(150);
      expect(check.why).toMatch(/[.]$/);
      expect(check.fix).toMatch(/[.]$/);
      expect(check.types.length).toBeGreaterThan(0);
    },
  );
});

describe('the controls', () => {
  test('are the 93 of Annex A: 37 organizational, 8 people, 14 physical, 34 technological', () => {
    const count = (theme: string) => CONTROLS.filter((control) => control.theme === theme).length;
    expect(['organizational', 'people', 'physical', 'technological'].map(count)).toEqual([37, 8, 14, 34]);
  });

  test('cover each of the 114 controls of 2013; technical compliance review went to two', () => {
    const numbers = CONTROLS.flatMap(({ edition2013 }) => edition2013);
    expect(new Set(numbers).size).toBe(114);
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual(['18.2.3']);
  });

  test('are eleven that the 2013 edition did not have', () => {
    expect(CONTROLS.filter(({ edition2013 }) => edition2013.length === 0)).toHaveLength(11);
  });
});
