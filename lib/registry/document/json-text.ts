import { readFileSync, statSync } from 'node:fs';
import { ValidationError } from '../../core';

/** No document is larger; a manifest of 2000 features with all its metrics is about 1 MB. */
const MAX_BYTES = 4 * 1024 * 1024;

/** No document nests deeper than its own structure, which has five levels. */
const MAX_DEPTH = 16;

function refuse(file: string, value: unknown, expected: string, remedy: string): never {
  throw new ValidationError(file, [{ prop: 'the file', value, expected, remedy }]);
}

function readBytes(file: string, remedy: string): Buffer {
  let size: number;
  try {
    const stats = statSync(file);
    if (!stats.isFile()) refuse(file, 'not a regular file', 'a JSON file', remedy);
    size = stats.size;
  } catch (error) {
    if (error instanceof ValidationError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    refuse(file, code === 'ENOENT' ? undefined : code, 'a JSON file that can be read', remedy);
  }
  if (size > MAX_BYTES) {
    refuse(file, `${size} bytes`, `at most ${MAX_BYTES} bytes`, 'Keep data out of the document; it only describes.');
  }
  return readFileSync(file);
}

function decode(file: string, bytes: Buffer): string {
  try {
    // A byte order mark is dropped, as RFC 8259 allows; anything that is not UTF-8 throws.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(
      file,
      'not UTF-8',
      'text in UTF-8',
      'Save the file as UTF-8 (in Python: open(path, "w", encoding="utf-8")).',
    );
  }
}

/** One step through JSON text: a string, or any single character outside strings. */
const STEP = /"(?:[^"\\]|\\.)*"|[\s\S]/gy;

/**
 * Finds what JSON.parse accepts but a reader of a document must not: nesting without end, and one key twice in an
 * object, of which the last would silently win.
 */
function structureProblem(text: string): string | undefined {
  const keysOfOpenObjects: (Set<string> | undefined)[] = [];
  let lastString: string | undefined;
  for (const [step] of text.matchAll(STEP)) {
    if (step === '{' || step === '[') {
      keysOfOpenObjects.push(step === '{' ? new Set() : undefined);
      if (keysOfOpenObjects.length > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels`;
    } else if (step === '}' || step === ']') {
      keysOfOpenObjects.pop();
    } else if (step.length > 1) {
      lastString = step;
    } else if (step === ':' && lastString !== undefined) {
      const key = JSON.parse(lastString) as string;
      const keys = keysOfOpenObjects.at(-1);
      if (keys?.has(key)) return `the key ${JSON.stringify(key.slice(0, 60))} twice in one object`;
      keys?.add(key);
    }
  }
  return undefined;
}

function syntaxRemedy(text: string): string {
  const constant = /[:[,]\s*(-?(?:NaN|Infinity))\b/.exec(text)?.[1];
  if (constant === undefined) return 'Write the file with a JSON library, not by hand.';
  return `JSON has no ${constant}: leave the value out, and let the training run fail on it (in Python: json.dump(…, allow_nan=False)).`;
}

/**
 * Reads a JSON file that somebody else wrote.
 *
 * @param file path of the file
 * @param remedy what to do when there is no such file
 * @returns the parsed value, of any shape
 * @throws ValidationError if the file cannot be read, is larger than 4 MiB, is not UTF-8, is no JSON, nests deeper than
 *   16 levels or repeats a key
 */
export function readJsonText(file: string, remedy: string): unknown {
  const text = decode(file, readBytes(file, remedy));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    refuse(file, (error as Error).message, 'JSON (RFC 8259)', syntaxRemedy(text));
  }
  const problem = structureProblem(text);
  if (problem !== undefined)
    refuse(file, problem, 'a plain JSON document', 'Write each key once and nothing but the documented fields.');
  return value;
}
