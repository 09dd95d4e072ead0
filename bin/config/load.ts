import { readFileSync, statSync } from 'node:fs';
import type * as z from 'zod';
import { type Problem, ValidationError } from '../../lib/core/errors';
import { parseJsonText } from '../readers/json-text';
import { type AppConfig, appConfig } from './schema';

/** A configuration is written by hand; anything larger is the wrong file. */
const MAX_BYTES = 1024 * 1024;

type Issue = NonNullable<ReturnType<typeof appConfig.safeParse>['error']>['issues'][number];

function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What a length is counted in. */
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' elements' };

/** What the schema would have accepted, in words that end a sentence. */
function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return NOUNS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'too_big':
      return `at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
    case 'too_small':
      return `at least ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
    case 'invalid_format':
      if (issue.format === 'datetime') return 'a time in UTC such as 2026-12-31T00:00:00Z';
      return issue.format === 'email' ? 'an address such as name@example.com' : 'a URL that begins with https://';
    case 'invalid_union':
      return `one of ${issue.message
        .replace(/^.*Expected /, '')
        .replaceAll("'", '')
        .replaceAll(' | ', ', ')}`;
    default:
      return issue.message;
  }
}

function remedyFor(issue: Issue, value: unknown, guide: string): string {
  if (value === undefined) return 'Add it.';
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof value === 'number') {
    return 'Put it in quotes.';
  }
  if (issue.code === 'invalid_type' && typeof value === 'string' && value.trim() !== '' && !Number.isNaN(+value)) {
    return 'Write it without quotes.';
  }
  return `Correct the value; ${guide} describes it.`;
}

function problemsOf(issue: Issue, document: unknown, guide: string): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      prop: pathOf([...issue.path, key]),
      value: valueAt(document, [...issue.path, key]),
      expected: 'a key that the schema knows',
      remedy: `Remove it or correct its spelling; ${guide} lists what is allowed.`,
    }));
  }
  const prop = pathOf(issue.path);
  // A key that is refused is the last part of its own path.
  const value = issue.code === 'invalid_key' ? issue.path.at(-1) : valueAt(document, issue.path);
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  // Our own messages read "expected X. Remedy."
  const own = /^expected ([\s\S]*?)\.(?: ([\s\S]+))?$/.exec(message);
  const expected = own?.[1] ?? expectedOf(issue);
  const remedy = value === undefined ? 'Add it.' : (own?.[2] ?? remedyFor(issue, value, guide));
  return [{ prop, value, expected, remedy }];
}

/** Checks a parsed configuration. @throws ValidationError with one line a problem, each with its path in the file. */
export function parseConfig(document: unknown, fileName: string): AppConfig {
  return parseWith(appConfig, document, fileName, 'the JSON Schema');
}

/**
 * Checks a parsed file by its schema.
 *
 * @param guide what a reader is sent to
 * @throws ValidationError with one line a problem, each with its path in the file
 */
export function parseWith<Output>(
  schema: z.ZodType<Output>,
  document: unknown,
  fileName: string,
  guide: string,
): Output {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throw new ValidationError(
    fileName,
    result.error.issues.flatMap((issue) => problemsOf(issue, document, guide)),
  );
}

/** Reads and checks a configuration file. @throws ValidationError where the file is missing, no JSON, or not valid. */
export function loadConfig(file: string): AppConfig {
  const problem = (value: unknown, expected: string, remedy: string) =>
    new ValidationError(file, [{ prop: 'the file', value, expected, remedy }]);
  let size: number;
  try {
    size = statSync(file).size;
  } catch {
    throw problem(undefined, 'a JSON file', 'Create it, or name another one with --context config=FILE.');
  }
  if (size > MAX_BYTES)
    throw problem(`${size} bytes`, `at most ${MAX_BYTES} bytes`, 'Name the configuration file itself.');
  const text = readFileSync(file, 'utf8');
  let document: unknown;
  try {
    document = parseJsonText(text);
  } catch (error) {
    throw problem('not JSON', 'JSON', `The parser says: ${(error as Error).message}.`);
  }
  return parseConfig(document, file);
}
