import type { AnyDocument } from './documents';

/** One way to break a document that was good. */
export interface Breakage {
  readonly title: string;
  readonly breaks: (document: AnyDocument) => void;
  /** What the message must name: the path in the document, and words of the reason. */
  readonly names: readonly string[];
  /** Whether a JSON Schema cannot say it, so that only the reader refuses it. */
  readonly beyondSchema?: boolean;
}

const features = (document: AnyDocument) => document.features;
const outputs = (document: AnyDocument) => document.outputs;

export const BROKEN_SCHEMAS: readonly Breakage[] = [
  { title: 'no schemaVersion', breaks: (d) => delete d.schemaVersion, names: ['schemaVersion is missing'] },
  { title: 'a schemaVersion of the future', breaks: (d) => (d.schemaVersion = 2), names: ['schemaVersion', '1 to 1'] },
  { title: 'a schemaVersion as text', breaks: (d) => (d.schemaVersion = '1'), names: ['schemaVersion', '"1"'] },
  { title: 'an unknown key', breaks: (d) => (d.targets = []), names: ['targets', 'one of the fields'] },
  {
    title: 'an unknown content type',
    breaks: (d) => (d.inputContentType = 'application/x-npy'),
    names: ['inputContentType'],
  },
  { title: 'no features', breaks: (d) => (d.features = []), names: ['features', '1 to 2000'] },
  { title: 'features as an object', breaks: (d) => (d.features = {}), names: ['features', 'a list'] },
  { title: 'a feature that is null', breaks: (d) => (features(d)[1] = null), names: ['features[1]', 'an object'] },
  { title: 'a feature that is a list', breaks: (d) => (features(d)[1] = []), names: ['features[1]', 'an object'] },
  {
    title: 'a name with a space',
    breaks: (d) => (features(d)[0].name = 'mean delay'),
    names: ['features[0].name', 'mean delay'],
  },
  {
    title: 'a name of 65 characters',
    breaks: (d) => (features(d)[0].name = 'a'.repeat(65)),
    names: ['features[0].name', '1 to 64'],
  },
  {
    title: 'a name that begins with __',
    breaks: (d) => (features(d)[0].name = '__proto__'),
    names: ['features[0].name'],
  },
  {
    title: 'an unknown kind',
    breaks: (d) => (features(d)[0].kind = 'text'),
    names: ['features[0].kind', 'number, integer, category, boolean'],
  },
  { title: 'a kind that is null', breaks: (d) => (features(d)[0].kind = null), names: ['features[0].kind is null'] },
  {
    title: 'a position that is negative',
    breaks: (d) => (features(d)[0].position = -1),
    names: ['features[0].position', '0 to 1999'],
  },
  {
    title: 'a position that is no integer',
    breaks: (d) => (features(d)[0].position = 0.5),
    names: ['features[0].position', 'an integer'],
  },
  { title: 'a position as text', breaks: (d) => (features(d)[0].position = '0'), names: ['features[0].position'] },
  {
    title: 'a CSV field without a position',
    breaks: (d) => delete features(d)[0].position,
    names: ['features[0].position is missing', 'text/csv'],
  },
  {
    title: 'a CSV field with a pointer',
    breaks: (d) => (features(d)[0].pointer = '/a'),
    names: ['features[0].pointer', 'no pointer'],
  },
  {
    title: 'a JSON field with a position',
    breaks: (d) => (outputs(d)[0].position = 0),
    names: ['outputs[0].position', 'no position'],
  },
  {
    title: 'a JSON field without a pointer',
    breaks: (d) => delete outputs(d)[1].pointer,
    names: ['outputs[1].pointer is missing'],
  },
  {
    title: 'a pointer that begins without a slash',
    breaks: (d) => (outputs(d)[1].pointer = 'predictions'),
    names: ['outputs[1].pointer', 'RFC 6901'],
  },
  {
    title: 'a pointer with a bad escape',
    breaks: (d) => (outputs(d)[1].pointer = '/a~2b'),
    names: ['outputs[1].pointer'],
  },
  {
    title: 'a pointer with two row axes',
    breaks: (d) => (outputs(d)[1].pointer = '/a/*/b/*'),
    names: ['outputs[1].pointer', 'one "*"'],
  },
  {
    title: 'a pointer of 513 characters',
    breaks: (d) => (outputs(d)[1].pointer = `/${'a'.repeat(512)}`),
    names: ['outputs[1].pointer', '512'],
  },
  {
    title: 'a unit with a line break',
    breaks: (d) => (features(d)[0].unit = 'km\nERROR'),
    names: ['features[0].unit'],
  },
  {
    title: 'a flag as text',
    breaks: (d) => (features(d)[0].sensitive = 'yes'),
    names: ['features[0].sensitive', 'true or false'],
  },
  { title: 'a segment of kind number', breaks: (d) => (features(d)[0].segment = true), names: ['features[0].segment'] },
  {
    title: 'a primary feature',
    breaks: (d) => (features(d)[0].primary = true),
    names: ['features[0].primary', 'one of the fields'],
  },
  { title: 'no primary output', breaks: (d) => delete outputs(d)[0].primary, names: ['outputs', '0 primary'] },
  { title: 'two primary outputs', breaks: (d) => (outputs(d)[1].primary = true), names: ['outputs', '2 primary'] },
  {
    title: 'one name twice',
    breaks: (d) => (features(d)[1].name = 'distance'),
    names: ['features', 'distance', 'names that differ'],
    beyondSchema: true,
  },
  {
    title: 'one position twice',
    breaks: (d) => (features(d)[1].position = 0),
    names: ['features', 'position 0 twice'],
    beyondSchema: true,
  },
  {
    title: 'a gap in the positions',
    breaks: (d) => (features(d)[2].position = 3),
    names: ['features', 'no field at position 2'],
    beyondSchema: true,
  },
  {
    title: 'one pointer twice',
    breaks: (d) => (outputs(d)[1].pointer = outputs(d)[0].pointer),
    names: ['outputs', 'twice'],
    beyondSchema: true,
  },
  {
    title: 'two lists of rows',
    breaks: (d) => (outputs(d)[1].pointer = '/scores/*'),
    names: ['outputs', '/predictions/*', '/scores/*'],
    beyondSchema: true,
  },
];

export const BROKEN_MANIFESTS: readonly Breakage[] = [
  { title: 'no featureSchema', breaks: (d) => delete d.featureSchema, names: ['featureSchema is missing'] },
  {
    title: 'a broken featureSchema',
    breaks: (d) => (d.featureSchema.features[2].kind = 'float'),
    names: ['featureSchema.features[2].kind'],
  },
  {
    title: 'an image by tag',
    breaks: (d) => (d.image = '1.dkr.ecr.eu-west-1.amazonaws.com/model:latest'),
    names: ['image', 'docker push'],
  },
  {
    title: 'an image with a short digest',
    breaks: (d) => (d.image = 'registry/model@sha256:abc'),
    names: ['image', '64'],
  },
  { title: 'an image with tag and digest', breaks: (d) => (d.image = d.image.replace('@', ':1@')), names: ['image'] },
  {
    title: 'an image without a registry',
    breaks: (d) => (d.image = `model@sha256:${'b'.repeat(64)}`),
    names: ['image'],
  },
  { title: 'an image that is null', breaks: (d) => (d.image = null), names: ['image is null'] },
  {
    title: 'a digest in upper case',
    breaks: (d) => (d.artifact.sha256 = 'A'.repeat(64)),
    names: ['artifact.sha256', 'lower-case'],
  },
  {
    title: 'a digest that is no digest',
    breaks: (d) => (d.artifact.sha256 = 'latest'),
    names: ['artifact.sha256', 'sha256sum'],
  },
  { title: 'no digest', breaks: (d) => delete d.artifact.sha256, names: ['artifact.sha256 is missing'] },
  { title: 'no artifact', breaks: (d) => delete d.artifact, names: ['artifact is missing'] },
  { title: 'neither uri nor file', breaks: (d) => delete d.artifact.uri, names: ['artifact.uri', 'exactly one'] },
  {
    title: 'both uri and file',
    breaks: (d) => (d.artifact.file = 'model.tar.gz'),
    names: ['artifact.uri', 'exactly one'],
  },
  { title: 'a uri that is no object', breaks: (d) => (d.artifact.uri = 's3://models/'), names: ['artifact.uri'] },
  {
    title: 'a uri of another scheme',
    breaks: (d) => (d.artifact.uri = 'https://models/m.tar.gz'),
    names: ['artifact.uri'],
  },
  {
    title: 'an artifact that is no gzipped tar',
    breaks: (d) => (d.artifact.uri = 's3://models/m.pkl'),
    names: ['artifact.uri', 'tar'],
  },
  { title: 'an empty artifact', breaks: (d) => (d.artifact.sizeBytes = 0), names: ['artifact.sizeBytes'] },
  { title: 'a name with an underscore', breaks: (d) => (d.name = 'flight_delay'), names: ['name', 'hyphens'] },
  { title: 'a name of 64 characters', breaks: (d) => (d.name = 'a'.repeat(64)), names: ['name', '63'] },
  { title: 'a version with a slash', breaks: (d) => (d.version = '1/2'), names: ['version'] },
  { title: 'a version that climbs', breaks: (d) => (d.version = '..'), names: ['version'] },
  { title: 'a version that is a number', breaks: (d) => (d.version = 1), names: ['version is 1'] },
  {
    title: 'a commit that is a branch',
    breaks: (d) => (d.provenance.codeCommit = 'main'),
    names: ['provenance.codeCommit', 'git describe'],
  },
  {
    title: 'a time that is not in UTC',
    breaks: (d) => (d.provenance.trainedAt = '2026-04-01T12:00:00+02:00'),
    names: ['provenance.trainedAt'],
  },
  { title: 'a seed that is no integer', breaks: (d) => (d.provenance.seed = 1.5), names: ['provenance.seed'] },
  {
    title: 'a hyperparameter that is a list',
    breaks: (d) => (d.provenance.hyperparameters.layers = [1]),
    names: ['provenance.hyperparameters.layers'],
  },
  {
    title: 'a hyperparameter that is null',
    breaks: (d) => (d.provenance.hyperparameters.layers = null),
    names: ['provenance.hyperparameters.layers'],
  },
  {
    title: 'a library version that is a number',
    breaks: (d) => (d.provenance.libraries.numpy = 2),
    names: ['provenance.libraries.numpy'],
  },
  { title: 'a metric without rows', breaks: (d) => delete d.metrics[0].rows, names: ['metrics[0].rows is missing'] },
  { title: 'a metric on no rows', breaks: (d) => (d.metrics[0].rows = 0), names: ['metrics[0].rows'] },
  { title: 'a metric that is null', breaks: (d) => (d.metrics[0].value = null), names: ['metrics[0].value is null'] },
  { title: 'a metric as text', breaks: (d) => (d.metrics[0].value = '0.8'), names: ['metrics[0].value'] },
  {
    title: 'a confidence in percent',
    breaks: (d) => (d.metrics[0].confidence = 95),
    names: ['metrics[0].confidence', '0.95, not 95'],
  },
  { title: 'half an interval', breaks: (d) => delete d.metrics[0].upper, names: ['metrics[0].lower', 'together'] },
  { title: 'metrics as an object', breaks: (d) => (d.metrics = {}), names: ['metrics', 'a list'] },
  { title: 'a negative importance', breaks: (d) => (d.importances.distance = -1), names: ['importances.distance'] },
  { title: 'an importance as text', breaks: (d) => (d.importances.distance = '1'), names: ['importances.distance'] },
  {
    title: 'a value outside its interval',
    breaks: (d) => (d.metrics[0].value = 0.5),
    names: ['metrics[0].value', '0.79', '0.81'],
    beyondSchema: true,
  },
  {
    title: 'one metric twice',
    breaks: (d) => (d.metrics[1].dataset = 'holdout'),
    names: ['metrics[1].name', 'auc on holdout'],
    beyondSchema: true,
  },
  {
    title: 'an importance of no feature',
    breaks: (d) => (d.importances.weather = 1),
    names: ['importances.weather', 'a feature of the schema'],
    beyondSchema: true,
  },
];
