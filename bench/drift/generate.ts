import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FeatureSchemaDocument } from '../../lib/contract';

/** Columns of the job that all tools are measured on. */
export const FEATURES = 20;

/** The schema of the generated lines: x0 to x19 and one prediction. */
export const benchSchema: FeatureSchemaDocument = {
  schemaVersion: 1,
  inputContentType: 'text/csv',
  outputContentType: 'text/csv',
  features: Array.from({ length: FEATURES }, (_, i) => ({ name: `x${i}`, kind: 'number', position: i })),
  outputs: [{ name: 'prediction', kind: 'number', position: 0, primary: true }],
};

/** Mulberry32: small, fast, and the same on every machine. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Rows of 20 features: normal of several scales, lognormal, uniform. */
export function rowMaker(seed: number): () => number[] {
  const uniform = random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return () =>
    Array.from({ length: FEATURES }, (_, i) => {
      if (i % 4 === 0) return normal();
      if (i % 4 === 1) return 50 + 12 * normal();
      if (i % 4 === 2) return Math.exp(normal());
      return 100 * uniform();
    });
}

const hex = (value: number, digits: number) => Math.floor(value).toString(16).padStart(digits, '0');

export interface GeneratorOptions {
  readonly rows: number;
  readonly seed: number;
  readonly decimals: number;
  readonly rowsPerLine: number;
  /** How the request is captured; ESCAPED is CSV whose rows end with CRLF. @default CSV */
  readonly encoding?: 'CSV' | 'JSON' | 'BASE64' | 'ESCAPED';
}

/** The same columns in a JSON request. */
export const benchJsonSchema: FeatureSchemaDocument = {
  ...benchSchema,
  inputContentType: 'application/json',
  features: benchSchema.features.map(({ name, kind }, i) => ({ name, kind, pointer: `/instances/*/${i}` })),
};

function request(rows: readonly string[], encoding: GeneratorOptions['encoding'] = 'CSV') {
  if (encoding === 'JSON') {
    const data = `{"instances":[${rows.map((row) => `[${row}]`).join(',')}]}`;
    return { observedContentType: 'application/json', mode: 'INPUT', data, encoding };
  }
  const text = rows.join(encoding === 'ESCAPED' ? '\r\n' : '\n') + (encoding === 'ESCAPED' ? '\r\n' : '');
  const base64 = encoding === 'BASE64';
  const data = base64 ? Buffer.from(text).toString('base64') : text;
  return { observedContentType: 'text/csv', mode: 'INPUT', data, encoding: base64 ? 'BASE64' : 'CSV' };
}

/** Captured lines as SageMaker writes them, as one text a line. */
export function* capturedLines({ rows, seed, decimals, rowsPerLine, encoding }: GeneratorOptions): Generator<string> {
  const next = rowMaker(seed);
  const uniform = random(seed ^ 0x5bd1e995);
  for (let row = 0; row < rows; row += rowsPerLine) {
    const inputs: string[] = [];
    const outputs: string[] = [];
    for (let i = row; i < Math.min(rows, row + rowsPerLine); i++) {
      const values = next();
      inputs.push(values.map((value) => value.toFixed(decimals)).join(','));
      outputs.push(((values[0] as number) + (values[1] as number) / 50).toFixed(decimals));
    }
    const id = `${hex(uniform() * 2 ** 32, 8)}-${hex(uniform() * 2 ** 16, 4)}-4abc-9def-${hex(uniform() * 2 ** 48, 12)}`;
    const time = new Date(Date.UTC(2026, 0, 1) + row * 10).toISOString().slice(0, 19);
    yield JSON.stringify({
      captureData: {
        endpointInput: request(inputs, encoding),
        endpointOutput: {
          observedContentType: 'text/csv; charset=utf-8',
          mode: 'OUTPUT',
          data: outputs.join('\n'),
          encoding: 'CSV',
        },
      },
      eventMetadata: { eventId: id, inferenceId: `request-${row}`, inferenceTime: `${time}Z` },
      eventVersion: '0',
    });
  }
}

/** Writes the lines to a file unless it is there. */
export function generate(path: string, options: GeneratorOptions): string {
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  const file = openSync(partial, 'w');
  let pending: string[] = [];
  for (const line of capturedLines(options)) {
    pending.push(line);
    if (pending.length === 2000) {
      writeSync(file, `${pending.join('\n')}\n`);
      pending = [];
    }
  }
  if (pending.length > 0) writeSync(file, `${pending.join('\n')}\n`);
  closeSync(file);
  renameSync(partial, path);
  return path;
}
