import { planColumns } from '../../../lambda/capture/column-plan';
import { TableRows } from '../../../lambda/capture/table-rows';
import { BaselineBuilder, type BaselineBuilderOptions, type BaselineDocument } from '../../../lambda/drift/baseline';
import type { FeatureSchemaDocument } from '../../../lib/contract';
import { random } from '../../capture/support/fuzz';
import { captured, flightSchema } from '../../capture/support/lines';

export { flightSchema };

export const names = [...flightSchema.features, ...flightSchema.outputs].map(({ name }) => name);

/** Seeded rows of the flight schema, `shift` standard deviations from the usual delay. */
export function flightRows(seed: number, rows: number, shift = 0): (string | number)[][] {
  const uniform = random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: rows }, () => {
    const delay = 10 * (normal() + shift);
    const origin = uniform() < 0.5 ? 'SFO' : uniform() < 0.8 ? 'LAX' : 'JFK';
    const holiday = uniform() < 0.1 ? 'true' : 'false';
    return [
      Math.round(Math.exp(6 + normal())),
      delay.toFixed(4),
      origin,
      Math.floor(uniform() * 3),
      holiday,
      (2 * delay).toFixed(3),
    ];
  });
}

export const identity = {
  source: 'training',
  dataSha256: 'ab'.repeat(32),
  createdAt: '2026-01-01T00:00:00.000Z',
} as const;

/** A baseline of a table in memory; its nulls are simulated when asked for, unless `storeNulls` says otherwise. */
export function baselineOf(
  rows: readonly (readonly unknown[])[],
  options: BaselineBuilderOptions & { schema?: FeatureSchemaDocument; columns?: readonly string[]; time?: string } = {},
): BaselineDocument {
  const schema = options.schema ?? flightSchema;
  const plan = planColumns(schema);
  const builder = new BaselineBuilder(schema, plan, { storeNulls: false, ...options });
  const table = new TableRows(plan, options.columns ?? names, [builder], true, options.time);
  for (const row of rows) table.push(row);
  table.end();
  return builder.finish(identity);
}

/** The same rows as a capture object, one row a line. */
export function captureObject(
  rows: readonly (readonly (string | number)[])[],
  inferenceId?: (row: number) => string,
): Buffer {
  const lines = rows.map((row, i) =>
    captured({ input: row.slice(0, 5).join(','), output: String(row[5]), inferenceId: inferenceId?.(i) }),
  );
  return Buffer.from(`${lines.join('\n')}\n`);
}
