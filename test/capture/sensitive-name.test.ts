import { MAX_CATEGORY_LENGTH } from '../../lambda/capture';
import { RowBatch } from '../../lambda/capture/row-batch';
import { sensitiveName, sensitiveNames } from '../../lambda/capture/sensitive-name';
import { Vocabulary } from '../../lambda/capture/vocabulary';

describe('the name of a sensitive category', () => {
  test('is the same for the same category of the same field, and another one otherwise', () => {
    const name = sensitiveName('origin', 'SFO');
    expect(name).toMatch(/^sha256:[0-9a-f]{16}$/);
    expect(sensitiveName('origin', 'SFO')).toBe(name);
    expect(new Set([name, sensitiveName('origin', 'LAX'), sensitiveName('destination', 'SFO')]).size).toBe(3);
    // Names and categories cannot be shifted into each other.
    expect(sensitiveName('ab', 'c')).not.toBe(sensitiveName('a', 'bc'));
  });

  test('does not depend on what was asked before, however much that was', () => {
    const names = sensitiveNames('origin');
    for (let i = 0; i < 10_000; i++) names(`airport-${i}`);
    for (const category of ['airport-0', 'airport-9999', '__proto__']) {
      expect(names(category)).toBe(sensitiveName('origin', category));
    }
  });
});

describe('a vocabulary of digests', () => {
  const vocabulary = new Vocabulary(
    ['SFO', 'LAX'].map((name) => sensitiveName('origin', name)),
    false,
    sensitiveNames('origin'),
  );
  const column = () => new RowBatch(1).columns[0] as RowBatch['columns'][number];

  test('finds categories by text, whatever blanks stand around them', () => {
    expect([' LAX', 'SFO', ''].map((text) => vocabulary.cell(text, column()))).toEqual([1, 0, Number.NaN]);
  });

  test('leaves every category to text: no bytes of a name are kept', () => {
    expect(vocabulary.findBytes(Buffer.from('SFO'), 0, 3)).toBe(-1);
  });

  test('notes an unseen category by its digest, also one that was cut for its length', () => {
    const unseen = column();
    expect(vocabulary.cell('JFK', unseen)).toBe(-1);
    expect(vocabulary.cell('x'.repeat(MAX_CATEGORY_LENGTH + 1), unseen)).toBe(-2);
    expect(unseen.texts[0]).toBe(sensitiveName('origin', 'JFK'));
    expect(unseen.texts[1]).toMatch(/^sha256:[0-9a-f]{16}$/);
  });

  test('does not take a category that looks like a digest for the one behind it', () => {
    expect(vocabulary.cell(sensitiveName('origin', 'SFO'), column())).toBeLessThan(0);
  });
});
