/** Values a level holds before it is halved. */
export const LEVEL_SIZE = 512;

/**
 * The distribution of one window in bounded memory: a hierarchy of samples in which a value of level h stands for 2^h
 * rows (Manku, Rajagopalan and Lindsay 1998; Karnin, Lang and Liberty 2016, with alternating instead of random halves, so
 * that the same rows give the same sample). Exact below 512 rows; behind that a rank is off by less than half a per cent of
 * the rows, too little to make a decile look moved.
 */
export class WindowSample {
  private readonly levels: number[][] = [[]];
  private readonly odd: boolean[] = [];

  add(value: number): void {
    (this.levels[0] as number[]).push(value);
    for (let level = 0; (this.levels[level]?.length ?? 0) >= LEVEL_SIZE; level++) this.halve(level);
  }

  /** Keeps every other value of a level, ascending, at twice the weight. */
  private halve(level: number): void {
    const full = this.levels[level] as number[];
    full.sort((a, b) => a - b);
    const above = this.levels[level + 1] ?? [];
    this.levels[level + 1] = above;
    const first = this.odd[level] === true ? 1 : 0;
    for (let i = first; i < full.length; i += 2) above.push(full[i] as number);
    this.odd[level] = first === 0;
    full.length = 0;
  }

  /** Calls back with each kept value and the number of rows it stands for. */
  forEach(visit: (value: number, rows: number) => void): void {
    for (const [level, values] of this.levels.entries()) for (const value of values) visit(value, 2 ** level);
  }
}
