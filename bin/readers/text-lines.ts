import { StringDecoder } from 'node:string_decoder';

/** The longest record, in characters: a file without line breaks must not fill the memory. */
export const MAX_RECORD_LENGTH = 16 * 1024 * 1024;

/** Lines of a UTF-8 stream without their line breaks; a byte-order mark is taken off. */
export async function* textLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let first = true;
  const split = function* (text: string): Generator<string> {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > MAX_RECORD_LENGTH)
      throw new RangeError(`a line is longer than ${MAX_RECORD_LENGTH} characters`);
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  for await (const chunk of chunks) {
    let text = decoder.write(chunk);
    if (first && text.startsWith('\ufeff')) text = text.slice(1);
    if (text !== '') first = false;
    yield* split(text);
  }
  yield* split(decoder.end());
  if (pending !== '') yield pending;
}
