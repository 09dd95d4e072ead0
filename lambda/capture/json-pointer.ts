/** One step down: a key of an object, or an item of an array where the key is a canonical index. */
export interface PointerStep {
  readonly key: string;
  /** −1 where the key is no index. */
  readonly index: number;
}

/**
 * JSON Pointer (RFC 6901) with `*` as one segment that stands for the row axis: `/instances/*\/age` is the age of
 * every instance, `/context/region` one value for all rows.
 */
export interface RowPointer {
  /** Segments before `*`; undefined where the pointer has none. */
  readonly axis: readonly PointerStep[] | undefined;
  /** Segments after `*`, or all of them. */
  readonly path: readonly PointerStep[];
}

const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** Undefined where `text` is no such pointer. */
export function compilePointer(text: string): RowPointer | undefined {
  if (text !== '' && !text.startsWith('/')) return undefined;
  if (/~(?![01])/.test(text)) return undefined;
  const segments = text === '' ? [] : text.slice(1).split('/');
  const star = segments.indexOf('*');
  const steps = segments.map((segment): PointerStep => {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    return { key, index: INDEX.test(key) ? Number(key) : -1 };
  });
  if (star < 0) return { axis: undefined, path: steps };
  if (segments.indexOf('*', star + 1) >= 0) return undefined;
  return { axis: steps.slice(0, star), path: steps.slice(star + 1) };
}

/** The value at `path`, undefined where there is none. Only own properties and array items are found. */
export function resolvePath(value: unknown, path: readonly PointerStep[]): unknown {
  let current = value;
  for (let i = 0; i < path.length; i++) {
    if (typeof current !== 'object' || current === null) return undefined;
    const { key, index } = path[i] as PointerStep;
    if (Array.isArray(current)) current = index >= 0 ? current[index] : undefined;
    else current = Object.hasOwn(current, key) ? (current as Record<string, unknown>)[key] : undefined;
  }
  return current;
}
