import { BadLineReason } from '../capture';
import { NO_OUTPUT } from '../drift';

const WORDS: Readonly<Record<BadLineReason | typeof NO_OUTPUT, string>> = {
  [BadLineReason.NOT_JSON]: 'line is no JSON',
  [BadLineReason.TRUNCATED]: 'line ends before its JSON does: the object was cut',
  [BadLineReason.NOT_A_CAPTURED_LINE]: 'JSON, but no captured request',
  [BadLineReason.LINE_TOO_LONG]: 'line is longer than what is read',
  [BadLineReason.NO_INPUT]: 'the request was not captured',
  [BadLineReason.EMPTY_PAYLOAD]: 'payload without a row',
  [BadLineReason.BAD_BASE64]: 'payload is no Base64',
  [BadLineReason.WRONG_CONTENT_TYPE]: 'payload of another content type than the schema says',
  [BadLineReason.BAD_PAYLOAD]: 'payload is not the CSV or JSON that it says it is',
  [BadLineReason.WRONG_COLUMN_COUNT]: 'row with more or fewer cells than the schema has',
  [BadLineReason.NO_ROW_AXIS]: 'where the schema looks for rows there is no list',
  [BadLineReason.ROW_COUNT_MISMATCH]: 'request and response differ in their number of rows',
  [NO_OUTPUT]: 'row without an answer; its features count',
};

/** What a reason of a report means; nothing for one of a later version. */
export function badLineWords(reason: string): string {
  return Object.hasOwn(WORDS, reason) ? WORDS[reason as keyof typeof WORDS] : '';
}
