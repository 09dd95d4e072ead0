import { endsInsideQuotes, splitCsv } from '../../lambda/capture/csv-text';
import { plainName } from '../../lambda/decide';
import { type ByteObserver, fileBytes } from './file-bytes';
import { type Table, UnreadableDataError } from './table';
import { MAX_RECORD_LENGTH, textLines } from './text-lines';

const BATCH = 1000;
/** What UTF-16 and one-byte encodings are read as. */
const NO_TEXT = /[\0\uFFFD]/;
const OTHER_SEPARATORS = /[;\t|]/;

/**
 * Joins lines whose quotes are not closed yet: a quoted cell may hold line breaks. Where that makes no record, the quote
 * was an accident: the line is given back alone, to be refused, and the lines behind it are records of their own.
 */
async function* records(lines: AsyncGenerator<string>): AsyncGenerator<string> {
  /** Lines to be looked at again, the next one last. */
  const again: string[] = [];
  const nextLine = async () => again.pop() ?? (await lines.next()).value;
  for (let first = await nextLine(); first !== undefined; first = await nextLine()) {
    const held: string[] = [first];
    let length = first.length;
    let inside = endsInsideQuotes(first, false);
    while (inside && length <= MAX_RECORD_LENGTH) {
      const line: string | undefined = await nextLine();
      if (line === undefined) break;
      held.push(line);
      length += line.length + 1;
      inside = endsInsideQuotes(line, true);
    }
    const record = held.join('\n');
    const isRecord = held.length === 1 || (!inside && splitCsv(record)?.length === 1);
    if (!isRecord) for (const line of held.slice(1).reverse()) again.push(line);
    yield isRecord ? record : first;
  }
}

/** A CSV file whose first row names the columns. Cells without quotes lose the blanks around them. */
export async function csvTable(path: string, observer: ByteObserver): Promise<Table> {
  const unreadable: Record<string, number> = {};
  const refuse = (reason: string) => {
    unreadable[reason] = (unreadable[reason] ?? 0) + 1;
  };
  const lines = textLines(fileBytes(path, observer), () => refuse('LINE_TOO_LONG'));
  const source = records(lines);
  const head = await source.next();
  const names = head.done ? undefined : splitCsv(head.value)?.[0]?.map(({ text }) => text.trim());
  if (names === undefined || names.every((name) => name === '')) {
    throw new UnreadableDataError(path, 'its first row must name the columns');
  }
  if (names.some((name) => NO_TEXT.test(name))) {
    throw new UnreadableDataError(path, 'its first row is no UTF-8 text: save it as UTF-8');
  }
  const [only = ''] = names;
  if (names.length === 1 && OTHER_SEPARATORS.test(only)) {
    const reason = `its first row names one column, '${plainName(only)}': separate the cells with commas`;
    throw new UnreadableDataError(path, reason);
  }
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw new UnreadableDataError(path, `it has two columns named '${repeated}'`);
  async function* batches(): AsyncGenerator<string[][]> {
    let batch: string[][] = [];
    for (let next = await source.next(); !next.done; next = await source.next()) {
      if (next.value === '' && (names as string[]).length > 1) continue;
      const row = splitCsv(next.value)?.[0];
      if (row === undefined) refuse('BAD_PAYLOAD');
      else if (row.length !== (names as string[]).length) refuse('WRONG_COLUMN_COUNT');
      else batch.push(row.map(({ text }) => text));
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
  return { names, textual: true, batches: batches(), unreadable: () => unreadable };
}
