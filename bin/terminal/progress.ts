const EVERY_MS = 250;

/** Shows on a terminal how far long work is; says nothing where the output is no terminal. */
export class Progress {
  private done = 0;
  private shownAt = 0;
  private shown = false;

  constructor(
    private readonly label: string,
    private readonly totalBytes: number,
    private readonly output: NodeJS.WriteStream = process.stderr,
  ) {}

  add(bytes: number): void {
    this.done += bytes;
    const now = Date.now();
    if (!this.output.isTTY || now - this.shownAt < EVERY_MS) return;
    const percent = Math.min(100, Math.round((100 * this.done) / Math.max(1, this.totalBytes)));
    this.output.write(`\r${this.label} ${percent} % of ${(this.totalBytes / 1e6).toFixed(1)} MB`);
    this.shownAt = now;
    this.shown = true;
  }

  end(): void {
    if (this.shown) this.output.write('\r\u001b[2K');
  }
}
