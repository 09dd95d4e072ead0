import { readFileSync } from 'node:fs';
import type { GoldenRequest as GoldenRequestDocument } from '../contract';
import { isUnresolved, Problems } from '../core';

/** What a golden request must be answered with. */
export interface GoldenRequestOptions {
  /**
   * Numbers of the answer in their order, at least one.
   *
   * @default - any 2xx answer will do
   */
  readonly expected?: number[];

  /**
   * How far each number may be from the expected one, absolute: 0 or more.
   *
   * @default 1e-6
   */
  readonly tolerance?: number;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/;
/** All golden requests travel with the declaration, which has 128 KiB. */
const MAX_BODY_BYTES = 16 * 1024;

/**
 * A request whose answer is known. Before a release is live it must answer all of them; where it is warm already, before
 * it gets any traffic.
 */
export class GoldenRequest {
  /**
   * A request in CSV.
   *
   * @param body one or more rows without a header
   * @throws ValidationError naming what is wrong
   */
  static csv(name: string, body: string, options: GoldenRequestOptions = {}): GoldenRequest {
    return GoldenRequest.checked('GoldenRequest.csv', { name, contentType: 'text/csv', body, ...options });
  }

  /**
   * A request in JSON.
   *
   * @param body JSON text
   * @throws ValidationError naming what is wrong
   */
  static json(name: string, body: string, options: GoldenRequestOptions = {}): GoldenRequest {
    return GoldenRequest.checked('GoldenRequest.json', { name, contentType: 'application/json', body, ...options });
  }

  /**
   * Golden requests that a training run wrote: a JSON list of `{ "name", "contentType", "body", "expected"?,
   * "tolerance"? }`.
   *
   * @param path relative to the working directory
   * @throws ValidationError naming what is wrong, with its place in the file
   */
  static fromFile(path: string): GoldenRequest[] {
    const problems = new Problems(path);
    const documents = readList(problems, path);
    problems.throwIfAny();
    return documents.map((document, index) => GoldenRequest.checked(`${path}[${index}]`, document));
  }

  private static checked(subject: string, document: GoldenRequestDocument): GoldenRequest {
    const problems = new Problems(subject);
    check(problems, document);
    problems.throwIfAny();
    const { name, contentType, body, expected, tolerance } = document;
    return new GoldenRequest({ name, contentType, body, expected, tolerance });
  }

  private constructor(private readonly document: GoldenRequestDocument) {}

  /** Name, for messages. */
  get name(): string {
    return this.document.name;
  }

  /** @internal */
  _document(): GoldenRequestDocument {
    return this.document;
  }
}

function readList(problems: Problems, path: string): readonly GoldenRequestDocument[] {
  const expected = 'a JSON file with a list of golden requests';
  const remedy = 'Run the training, which writes it, or correct the path.';
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (Array.isArray(value)) return value as GoldenRequestDocument[];
    problems.add({ prop: 'path', value: typeof value, expected, remedy });
  } catch (error) {
    problems.add({ prop: 'path', value: (error as Error).message, expected, remedy });
  }
  return [];
}

function check(problems: Problems, document: GoldenRequestDocument): void {
  const remedy = 'See GoldenRequest for what a golden request has.';
  if (typeof document !== 'object' || document === null) {
    problems.add({ prop: 'request', value: document, expected: 'an object with name, contentType and body', remedy });
    return;
  }
  const { name, contentType, body, expected, tolerance } = document;
  problems.required('name', name, 'a name', 'Say what the request shows.');
  problems.matches('name', name, NAME, '1 to 63 letters, digits, spaces, dots, underscores and hyphens', 'Shorten it.');
  problems.required('contentType', contentType, 'text/csv or application/json', remedy);
  problems.oneOf('contentType', contentType, ['text/csv', 'application/json'], remedy);
  problems.required('body', body, 'the text of the request', remedy);
  if (typeof body === 'string' && !isUnresolved(body)) checkBody(problems, contentType, body);
  problems.number(
    'tolerance',
    tolerance,
    { min: 0, max: Number.MAX_VALUE },
    'Give the largest difference that is fine.',
  );
  if (expected === undefined) return;
  const numbers = Array.isArray(expected) && expected.length > 0 && expected.every((each) => Number.isFinite(each));
  const leave = 'Leave expected out to take any 2xx answer.';
  problems.expect(numbers, {
    prop: 'expected',
    value: expected,
    expected: 'a list of one or more numbers',
    remedy: leave,
  });
}

function checkBody(problems: Problems, contentType: string, body: string): void {
  const bytes = Buffer.byteLength(body);
  const remedy = 'Send fewer rows.';
  problems.integer('body (bytes)', bytes, { min: 1, max: MAX_BODY_BYTES }, remedy);
  if (contentType !== 'application/json') return;
  try {
    JSON.parse(body);
  } catch (error) {
    problems.add({ prop: 'body', value: (error as Error).message, expected: 'JSON text', remedy: 'Correct the JSON.' });
  }
}
