/** A file of records, read in batches. */
export interface Table {
  /** Columns, in the order of the records. */
  readonly names: readonly string[];
  /** Whether numbers arrive as text (CSV), so that text in a numeric column is no change of type. */
  readonly textual: boolean;
  /** The records in order; to be read once. */
  readonly batches: AsyncIterable<readonly (readonly unknown[])[]>;
  /** Records that could not be read, by reason, once all batches were read. */
  readonly unreadable: () => Readonly<Record<string, number>>;
}

/** A file that cannot be read as a table: what and where, and what to do. */
export class UnreadableDataError extends Error {
  constructor(path: string, reason: string) {
    super(`${path} cannot be read: ${reason}`);
    this.name = 'UnreadableDataError';
  }
}
