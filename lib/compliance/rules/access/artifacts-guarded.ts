import { bucketGuard } from './bucket-guarded';

/** A model is read by the roles that serve it, and by nobody who merely has rights on S3. */
export const artifactsGuarded = bucketGuard(['artifacts'], 's3:getobject', 'any role with S3 rights may read models');
