/** Where a capture object lies: `{destination}/{endpoint}/{variant}/yyyy/mm/dd/hh/MM-SS-mmm-uuid.jsonl`. Pure. */

export interface S3Place {
  readonly bucket: string;
  /** Without slashes at its ends; empty for the bucket itself. */
  readonly prefix: string;
}

/** @throws Error for anything but `s3://bucket[/prefix]`. */
export function parseS3Uri(uri: string): S3Place {
  const [, bucket, rest] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(uri) ?? [];
  if (bucket === undefined) throw new Error(`"${uri}" is no S3 URI; expected s3://bucket/prefix.`);
  return { bucket, prefix: (rest ?? '').replace(/^\/+|\/+$/g, '') };
}

/** The UTC hour of a time as a path: `2026/11/23/01`. */
export function hourPath(time: Date): string {
  return time.toISOString().slice(0, 13).replace(/[-T]/g, '/');
}

/** @param first time of the object's first record, on the caller's clock. */
export function captureKey(prefix: string, endpoint: string, variant: string, first: Date, uuid: string): string {
  const [minute, second, millisecond] = [
    first.toISOString().slice(14, 16),
    first.toISOString().slice(17, 19),
    first.toISOString().slice(20, 23),
  ];
  const name = `${minute}-${second}-${millisecond}-${uuid}.jsonl`;
  return [prefix, endpoint, variant, hourPath(first), name].filter((part) => part !== '').join('/');
}
