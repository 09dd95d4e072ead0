/** An object by name. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
}

/** One version of an object, pinned: reading or copying it fails once the object is another. */
export interface ObjectVersion extends ObjectLocation {
  readonly etag: string;
  /** Absent where the bucket is not versioned. */
  readonly versionId?: string;
  readonly sizeBytes: number;
  /** SHA-256 (hex) of the whole object as S3 itself computed it. Absent for most objects and all multipart ones. */
  readonly sha256?: string;
}

/** How an object is to be stored. */
export interface ObjectSettings {
  readonly kmsKeyArn: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Digests of a whole object and, where it was asked for, of its consecutive parts. */
export interface ObjectDigest {
  /** Hex. */
  readonly sha256: string;
  /** Base64, as S3 writes checksums; one for each `PART_BYTES` of the object. Empty for objects copied in one piece. */
  readonly partSha256: readonly string[];
}

/** What the handlers need of S3. */
export interface ObjectStore {
  /** Undefined when there is no such object. */
  find(location: ObjectLocation, signal: AbortSignal): Promise<ObjectVersion | undefined>;
  /** Bytes of exactly this version, from an offset on. */
  read(object: ObjectVersion, fromByte: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Copies exactly this version inside S3.
   *
   * @returns whether S3 reported digests of what it wrote; they equal the ones given, or this throws.
   */
  copy(
    object: ObjectVersion,
    digest: ObjectDigest,
    to: ObjectLocation,
    settings: ObjectSettings,
    signal: AbortSignal,
  ): Promise<boolean>;
}

export type ObjectErrorReason = 'missing' | 'forbidden' | 'changed' | 'other-region' | 'corrupt';

/** A failure that trying the same call again at once does not repair. */
export class ObjectError extends Error {
  constructor(
    readonly reason: ObjectErrorReason,
    readonly location: ObjectLocation,
    options?: ErrorOptions,
  ) {
    super(`${uriOf(location)} ${EXPLANATION[reason]}`, options);
    this.name = 'ObjectError';
  }
}

const EXPLANATION: Record<ObjectErrorReason, string> = {
  missing: 'does not exist. Upload the artifact, or correct the URI.',
  forbidden:
    'may not be read or written. Check that it exists, that its bucket policy admits the role of this function, and that the role may use the key it is encrypted with (pass it as encryptionKey of the source).',
  changed: 'was replaced while it was being verified. Let the upload finish, then deploy again.',
  'other-region': 'lies in a bucket of another Region. Copy it to a bucket of this Region.',
  corrupt: 'was not copied faithfully: S3 reports another digest than that of the bytes read. Deploy again.',
};

/** `s3://bucket/key`. */
export function uriOf(location: ObjectLocation): string {
  return `s3://${location.bucket}/${location.key}`;
}

/** The inverse of `uriOf`; undefined for anything else. */
export function parseUri(uri: string): ObjectLocation | undefined {
  const match = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri);
  return match?.[1] === undefined || match[2] === undefined ? undefined : { bucket: match[1], key: match[2] };
}
