import type { ProvenanceDocument } from '../../contract';
import type { ObjectReader, TextRule } from './object-reader';
import { line, SHA256 } from './rules';

const MAX_ENTRIES = 2000;
const SAFE_INTEGER = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, integer: true };

/** A commit as git prints it, abbreviated or not, SHA-1 or SHA-256. */
const COMMIT: TextRule = {
  pattern: /^[0-9a-f]{7,64}(-dirty)?$/,
  expected: '7 to 64 hexadecimal digits, with "-dirty" where files were not committed',
  remedy: 'Write what "git describe --always --dirty --abbrev=40" prints.',
};

const INSTANT: TextRule = {
  pattern: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|\+00:00)$/,
  expected: 'a time in UTC as in ISO 8601, for example 2026-04-01T12:00:00Z',
  remedy: 'In Python: datetime.now(timezone.utc).isoformat().',
};

/** Names of libraries and hyperparameters come from other software and are kept as they are. */
const KEY: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_.:/@+ -]{0,127}$/,
  expected: '1 to 128 letters, digits or "_.:/@+- ", beginning with a letter or digit',
  remedy: 'Shorten the name.',
};

function readHyperparameter(map: ObjectReader, name: string): string | number | boolean | undefined {
  const value = map.any(name);
  if (typeof value === 'boolean' || map.isToken(value)) return value as boolean | string | number;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && value.length <= 1024) return value;
  const remedy = 'Write nested settings as names with a dot, and a list as text.';
  return map.report(name, value, 'text of at most 1024 characters, a finite number, true or false', remedy);
}

/** Reads what is needed to train the same model again. */
export function readProvenance(parent: ObjectReader): ProvenanceDocument | undefined {
  const reader = parent.object('provenance', 'Say what the model was trained from.', 'optional');
  if (reader === undefined) return undefined;
  const provenance = {
    codeCommit: reader.text('codeCommit', COMMIT, 'optional'),
    hyperparameters: reader.entries('hyperparameters', KEY, MAX_ENTRIES, readHyperparameter),
    seed: reader.number('seed', { ...SAFE_INTEGER, remedy: 'Give the seed as an integer below 2^53.' }, 'optional'),
    dataSha256: reader.text('dataSha256', SHA256, 'optional'),
    dataDescription: reader.text('dataDescription', line(1024), 'optional'),
    lockFileSha256: reader.text('lockFileSha256', SHA256, 'optional'),
    libraries: reader.entries('libraries', KEY, MAX_ENTRIES, (map, name) => map.text(name, line(128), 'required')),
    hardware: reader.text('hardware', line(256), 'optional'),
    trainedAt: reader.text('trainedAt', INSTANT, 'optional'),
  };
  reader.end();
  return provenance;
}
