import { readFileSync, statSync } from 'node:fs';
import { type Problem, ValidationError } from '../../lib/core/errors';
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

/** Our own messages read "expected X. Remedy."; zod's own say what was expected only. */
function splitMessage(message: string): { expected: string; remedy: string } {
  const own = /^expected ([\s\S]*?)\.(?: ([\s\S]+))?$/.exec(message);
  if (own) return { expected: own[1] ?? message, remedy: own[2] ?? 'Correct the value.' };
  return {
    expected: message
      .replace(/^Invalid input: expected /, '')
      .replace(/, received .*$/, '')
      .replace(/^Invalid .*?: /, ''),
    remedy: 'Correct the value.',
  };
}

function problemsOf(issue: Issue, document: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      prop: pathOf([...issue.path, key]),
      value: valueAt(document, [...issue.path, key]),
      expected: 'a key that the schema knows',
      remedy: 'Remove it or correct its spelling; the JSON Schema lists what is allowed.',
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.reduce((best, errors) => (errors.length < best.length ? errors : best));
    const value = valueAt(document, issue.path);
    return [
      {
        prop: pathOf(issue.path),
        value,
        expected: 'one of the forms in the JSON Schema',
        remedy: `The nearest one says: ${nearest.map((inner) => inner.message).join('; ')}.`,
      },
    ];
  }
  const value = valueAt(document, issue.path);
  const { expected, remedy } = splitMessage(issue.message);
  return [{ prop: pathOf(issue.path), value, expected, remedy: value === undefined ? 'Add it.' : remedy }];
}

/** Checks a parsed configuration. @throws ValidationError with one line a problem, each with its path in the file. */
export function parseConfig(document: unknown, fileName: string): AppConfig {
  const result = appConfig.safeParse(document);
  if (result.success) return result.data;
  throw new ValidationError(
    fileName,
    result.error.issues.flatMap((issue) => problemsOf(issue, document)),
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
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw problem('not JSON', 'JSON', `The parser says: ${(error as Error).message}.`);
  }
  return parseConfig(document, file);
}
