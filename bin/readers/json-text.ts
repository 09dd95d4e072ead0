const BYTE_ORDER_MARK = /^\uFEFF/;

/** Reads JSON as editors of all platforms save it. @throws SyntaxError where it is none */
export function parseJsonText(text: string): unknown {
  return JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
}
