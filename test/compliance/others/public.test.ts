import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expected, found } from './found';
import {
  ELSEWHERE,
  FIRST_LABELS,
  FIRST_RUN_ELSEWHERE,
  labelsElsewhere,
  labelsOf,
  PUBLIC_FOLDER,
} from './public-labels';

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

describe('templates that are not shipped', () => {
  test.each(ELSEWHERE)('$path can be found again, and its record agrees with its labels', (source) => {
    expect(source).toMatchObject({
      repository: expect.stringMatching(/^[\w-]+\/[\w-]+$/),
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      licence: 'MIT-0',
    });
    const lines = (of: readonly string[]) =>
      of.filter((line) => line.startsWith(`${source.path} `)).map((line) => line.slice(source.path.length + 1));
    const first = expected(source.labels);
    expect(first).toEqual(expect.arrayContaining([...lines(FIRST_RUN_ELSEWHERE.missed)]));
    expect(lines(FIRST_RUN_ELSEWHERE.unlabelled).filter((line) => first.includes(line))).toEqual([]);
    expect(labelsElsewhere(source)).not.toEqual([]);
  });
});
