import type { Html } from './html';

/** Keeps a page within its size: whoever comes first gets room, and what finds none is left out. */
export class PageBudget {
  /** @param left bytes */
  constructor(private left: number) {}

  /** Takes room for one part. @returns undefined where there is none */
  take(part: Html): Html | undefined {
    const bytes = Buffer.byteLength(part.text);
    if (bytes > this.left) return undefined;
    this.left -= bytes;
    return part;
  }

  /** Sets a part of the room aside, 0..1 of it. */
  part(share: number): PageBudget {
    const bytes = Math.floor(share * this.left);
    this.left -= bytes;
    return new PageBudget(bytes);
  }

  /** Takes back what was left of a part. */
  giveBack(part: PageBudget): void {
    this.left += part.left;
    part.left = 0;
  }
}
