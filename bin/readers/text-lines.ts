import { StringDecoder } from 'node:string_decoder';

/** The longest record, in characters: a file without line breaks must not fill the memory. */
export const MAX_RECORD_LENGTH = 16 * 1024 * 1024;

/**
 * Lines of a UTF-8 stream without their line breaks; a byte-order mark is taken off.
 *
 * @param tooLong called for each line above `MAX_RECORD_LENGTH`, which is left out and not kept in memory.
 */
export async function* textLines(chunks: AsyncIterable<Buffer>, tooLong?: () => void): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  let first = true;
  let skipping = false;
  const split = function* (text: string): Generator<string> {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (skipping) skipping = false;
      else if (line.length > MAX_RECORD_LENGTH) tooLong?.();
      else yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    if (!skipping && pending.length > MAX_RECORD_LENGTH) {
      skipping = true;
      tooLong?.();
    }
    if (skipping) pending = '';
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
