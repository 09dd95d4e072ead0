import { createHash } from 'node:crypto';

/** Digests that one field remembers: categories come again and again. */
const REMEMBERED = 4096;

/**
 * What stands for a category of a sensitive field wherever it is kept: baselines, sketches, prediction rows, reports. The
 * same category of the same field is the same digest everywhere, so counting and comparing work as with names. It keeps
 * values from being read, not from being guessed: who has a list of candidates can hash them too.
 */
export function sensitiveName(field: string, category: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([field, category]))
    .digest('hex');
  return `sha256:${digest.slice(0, 16)}`;
}

/** `sensitiveName` for one field, remembering what it hashed. */
export function sensitiveNames(field: string): (category: string) => string {
  const known = new Map<string, string>();
  return (category) => {
    const found = known.get(category);
    if (found !== undefined) return found;
    if (known.size === REMEMBERED) known.clear();
    const name = sensitiveName(field, category);
    known.set(category, name);
    return name;
  };
}
