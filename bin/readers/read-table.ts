import { type ColumnPlan, type RowSink, SchemaMisfitError, TableRows } from '../../lambda/capture';
import type { ByteObserver } from './file-bytes';
import { type DataFormat, openTable } from './open-data';

/** What was read of a table, and what could not be. */
export interface ReadTable {
  readonly rows: number;
  /** Records that were left out, by reason. */
  readonly unreadable: Readonly<Record<string, number>>;
}

export interface TableSource {
  readonly path: string;
  readonly format: Exclude<DataFormat, 'captured'>;
  readonly observer: ByteObserver;
  /** Column that holds the time of a row. */
  readonly time?: string;
}

/**
 * Gives all records of a file to the sinks.
 *
 * @throws SchemaMisfitError naming the file and every feature that it does not have
 */
export async function readTable(
  { path, format, observer, time }: TableSource,
  plan: ColumnPlan,
  sinks: readonly RowSink[],
): Promise<ReadTable> {
  const table = await openTable(path, format, observer);
  const rows = tableRows(path, () => new TableRows(plan, table.names, sinks, table.textual, time));
  for await (const batch of table.batches) for (const record of batch) rows.push(record);
  return { rows: rows.end().rows, unreadable: table.unreadable() };
}

function tableRows(path: string, make: () => TableRows): TableRows {
  try {
    return make();
  } catch (error) {
    if (error instanceof SchemaMisfitError) throw new SchemaMisfitError(error.misfits, path);
    throw error;
  }
}
