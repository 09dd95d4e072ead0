/**
 * JSON Pointer (RFC 6901) with `*` as one segment that stands for the row axis: `/instances/*\/age` is the age of
 * every instance, `/context/region` one value for all rows.
 */
export interface RowPointer {
  /** Segments before `*`; undefined where the pointer has none. */
  readonly axis: readonly string[] | undefined;
  /** Segments after `*`, or all of them. */
  readonly path: readonly string[];
}

/** Undefined where `text` is no such pointer. */
export function compilePointer(text: string): RowPointer | undefined {
  if (text !== '' && !text.startsWith('/')) return undefined;
  if (/~(?![01])/.test(text)) return undefined;
  const segments = text === '' ? [] : text.slice(1).split('/');
  const star = segments.indexOf('*');
  const names = segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (star < 0) return { axis: undefined, path: names };
  if (segments.indexOf('*', star + 1) >= 0) return undefined;
  return { axis: names.slice(0, star), path: names.slice(star + 1) };
}

/** The value at `path`, undefined where there is none. Only own properties and array items are found. */
export function resolvePath(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (let i = 0; i < path.length; i++) {
    if (typeof current !== 'object' || current === null) return undefined;
    const segment = path[i] as string;
    if (Array.isArray(current)) {
      if (!/^(?:0|[1-9]\d*)$/.test(segment)) return undefined;
      current = current[Number(segment)];
    } else {
      if (!Object.hasOwn(current, segment)) return undefined;
      current = (current as Record<string, unknown>)[segment];
    }
  }
  return current;
}
