import type { ObjectLocation, ObjectSettings, ObjectVersion } from './object-store';

/** What every kind of copy says about the object that it makes. */
export function copyTarget(to: ObjectLocation, settings: ObjectSettings) {
  return {
    Bucket: to.bucket,
    Key: to.key,
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: settings.kmsKeyArn,
    BucketKeyEnabled: true,
    ContentType: settings.contentType,
    Metadata: { ...settings.metadata },
    ChecksumAlgorithm: 'SHA256',
  } as const;
}

/** Value of the copy-source header: URL-encoded but for the slashes, with the version where there is one. */
export function copySource(object: ObjectVersion): string {
  const path = [object.bucket, ...object.key.split('/')].map(encodeURIComponent).join('/');
  return object.versionId === undefined ? path : `${path}?versionId=${encodeURIComponent(object.versionId)}`;
}
