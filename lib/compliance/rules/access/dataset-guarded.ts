import { bucketGuard } from './bucket-guarded';

/** Training data is written by the ingest role alone: who can add rows can teach the model. */
export const datasetGuarded = bucketGuard(
  ['dataset', 'ingest'],
  's3:putobject',
  'any role with S3 rights may add rows',
);
