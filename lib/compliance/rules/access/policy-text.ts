import { isMap, type Value, type ValueMap } from '../../template';

/** No policy of AWS is longer; what is longer is not read. */
const MAX_LENGTH = 65_536;

/** The document in a policy that was written as a JSON text; undefined where the text is no JSON object. */
export function policyFromText(text: string): ValueMap | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const document: Value = JSON.parse(text, withoutPrototype);
    return isMap(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Values as the rest of the template has them: no prototype, no null. */
function withoutPrototype(_key: string, value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.assign(Object.create(null), value);
}
