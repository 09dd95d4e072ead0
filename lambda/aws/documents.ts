import type { ObjectLocation } from './object-store';

/** An object as a listing shows it. */
export interface ListedObject extends ObjectLocation {
  /** As S3 gives it, quotes included. */
  readonly etag: string;
  readonly lastModified: number;
  readonly sizeBytes: number;
}

/** A small object, read whole. */
export interface StoredDocument extends ObjectLocation {
  readonly etag: string;
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

/** How a document is written. */
export interface DocumentSettings {
  readonly kmsKeyArn: string;
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Only where there is none yet, or where the present one still has this ETag. @default - whatever is there */
  readonly onlyIf?: 'absent' | { readonly etag: string };
}

/** What the handlers need of S3 beside reading large objects. */
export interface Documents {
  /** Every object below a prefix, by key. */
  list(bucket: string, prefix: string): Promise<readonly ListedObject[]>;
  /** The folders directly below a prefix, each with the prefix before and a slash behind. */
  folders(bucket: string, prefix: string): Promise<readonly string[]>;
  /** Undefined where there is no such object. */
  read(location: ObjectLocation): Promise<StoredDocument | undefined>;
  /** @returns false where `onlyIf` did not hold, so that nothing was written. */
  write(location: ObjectLocation, body: string | Buffer, settings: DocumentSettings): Promise<boolean>;
}
