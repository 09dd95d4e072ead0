const GIB = 1024 ** 3;

/** The most that CopyObject copies in one piece. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const MAX_COPY_BYTES = 5 * GIB;

/** A part of a copy in parts: 10,000 of them, the most that S3 allows, make 5,000 GiB. */
export const PART_BYTES = GIB / 2;

export function isCopiedInParts(sizeBytes: number): boolean {
  return sizeBytes > MAX_COPY_BYTES;
}

/** First and last byte of each part. */
export function partRanges(
  sizeBytes: number,
  partBytes: number,
): readonly { readonly first: number; readonly last: number }[] {
  return Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, index) => ({
    first: index * partBytes,
    last: Math.min((index + 1) * partBytes, sizeBytes) - 1,
  }));
}
