import { type ByteObserver, fileBytes } from './file-bytes';
import { type Table, UnreadableDataError } from './table';
import { textLines } from './text-lines';

const BATCH = 1000;

type JsonObject = Readonly<Record<string, unknown>>;

function parsed(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** JSON lines, one object a record. The columns are the keys of the first 1,000 records. */
export async function jsonLinesTable(path: string, observer: ByteObserver): Promise<Table> {
  const unreadable: Record<string, number> = {};
  const refuse = (reason: string) => {
    unreadable[reason] = (unreadable[reason] ?? 0) + 1;
  };
  async function* objects(): AsyncGenerator<JsonObject[]> {
    let batch: JsonObject[] = [];
    for await (const line of textLines(fileBytes(path, observer), () => refuse('LINE_TOO_LONG'))) {
      if (line.trim() === '') continue;
      const object = parsed(line);
      if (object === undefined) refuse('NOT_JSON');
      else batch.push(object);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
  const source = objects();
  const first = await source.next();
  if (first.done) throw new UnreadableDataError(path, 'none of its lines is a JSON object: write one object a line');
  const names = [...new Set(first.value.flatMap((object) => Object.keys(object)))];
  const asRecords = (batch: JsonObject[]) =>
    batch.map((object) => names.map((name) => (Object.hasOwn(object, name) ? object[name] : undefined)));
  async function* batches() {
    yield asRecords(first.value as JsonObject[]);
    for await (const batch of source) yield asRecords(batch);
  }
  return { names, textual: false, batches: batches(), unreadable: () => unreadable };
}
