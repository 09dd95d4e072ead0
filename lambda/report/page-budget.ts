import type { Html } from './html';

/** Keeps a page within its size: whoever comes first gets room, and what finds none is left out. */
export class PageBudget {
  constructor(private left: number) {}

  /** Takes room for one part. @returns undefined where there is none */
  take(part: Html): Html | undefined {
    const bytes = Buffer.byteLength(part.text);
    if (bytes > this.left) return undefined;
    this.left -= bytes;
    return part;
  }
}
