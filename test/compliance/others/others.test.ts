import path from 'node:path';
import { expected, found } from './found';
import { LABELS } from './labels';

describe('templates like those of others get the findings that a person labelled', () => {
  test.each(Object.keys(LABELS))('%s', (name) => {
    expect(found(path.join(__dirname, 'templates', name))).toEqual(expected(LABELS[name] ?? {}));
  });
});
