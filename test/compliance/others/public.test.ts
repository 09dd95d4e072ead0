import { readFileSync } from 'node:fs';
import path from 'node:path';
import { found } from './found';
import { FIRST_LABELS, labelsOf, PUBLIC_FOLDER } from './public-labels';

const TEMPLATES = Object.keys(FIRST_LABELS);

describe('public templates get the findings that a person labelled', () => {
  test.each(TEMPLATES)('%s', (name) => {
    expect(found(path.join(PUBLIC_FOLDER, name))).toEqual(labelsOf(name));
  });

  test('each names its source and its licence', () => {
    const sources = readFileSync(path.join(PUBLIC_FOLDER, 'SOURCES.md'), 'utf8');
    const named = TEMPLATES.filter((name) =>
      new RegExp(`^\\| ${name} \\| .* \\| (Apache-2\\.0|MIT-0) \\|$`, 'm').test(sources),
    );
    expect(named).toEqual(TEMPLATES);
  });
});
