import { requireCount, TooLittleDataError } from './input';
import { hypergeometricProbability } from './point-probabilities';

/** What the current share is suspected of, against the reference's. */
export type Alternative = 'two-sided' | 'greater';

/** Ratios of neighbouring hypergeometric probabilities walk a tail without a special function a step. */
function tail(from: number, step: 1 | -1, marked: number, unmarked: number, drawn: number): number {
  let probability = hypergeometricProbability(from, marked, unmarked, drawn);
  let sum = probability;
  for (let x = from; probability > sum * 1e-18; x += step) {
    const up = ((marked - x) * (drawn - x)) / ((x + 1) * (unmarked - drawn + x + 1));
    const down = (x * (unmarked - drawn + x)) / ((marked - x + 1) * (drawn - x + 1));
    probability *= step === 1 ? up : down;
    sum += probability;
  }
  return sum;
}

/** First x from the far side whose probability does not exceed the observed one (with scipy's relative tolerance). */
function mirrored(
  x: number,
  mode: number,
  support: readonly [number, number],
  observed: number,
  at: (x: number) => number,
) {
  let [near, far] = x > mode ? [mode, support[0]] : [mode, support[1]];
  const limit = observed * (1 + 1e-14);
  if (at(far) > limit) return undefined;
  while (Math.abs(far - near) > 1) {
    const middle = Math.floor((near + far) / 2);
    if (at(middle) > limit) near = middle;
    else far = middle;
  }
  return at(near) <= limit ? near : far;
}

/**
 * Fisher's exact test that events are as frequent among the current rows as among the reference rows.
 * Two-sided: the sum over all tables that are no likelier than the observed one.
 *
 * @returns the p-value.
 */
export function fisherExactPValue(
  reference: { readonly events: number; readonly rows: number },
  current: { readonly events: number; readonly rows: number },
  alternative: Alternative = 'two-sided',
): number {
  for (const [name, side] of Object.entries({ reference, current })) {
    requireCount(`${name}.rows`, side.rows);
    requireCount(`${name}.events`, side.events);
    if (side.events > side.rows) throw new RangeError(`${name}.events is ${side.events} of ${side.rows} rows`);
    if (side.rows === 0) throw new TooLittleDataError(`${name} rows`, 0, 1);
  }
  const marked = reference.events + current.events;
  const unmarked = reference.rows + current.rows - marked;
  const drawn = current.rows;
  const x = current.events;
  const at = (events: number) => hypergeometricProbability(events, marked, unmarked, drawn);
  const support = [Math.max(0, drawn - unmarked), Math.min(marked, drawn)] as const;
  if (support[0] === support[1]) return 1;
  if (alternative === 'greater') return Math.min(1, tail(x, 1, marked, unmarked, drawn));

  const mode = Math.min(
    support[1],
    Math.max(support[0], Math.floor(((drawn + 1) * (marked + 1)) / (marked + unmarked + 2))),
  );
  if (x === mode) return 1;
  const own = tail(x, x > mode ? 1 : -1, marked, unmarked, drawn);
  const opposite = mirrored(x, mode, support, at(x), at);
  if (opposite === undefined) return Math.min(1, own);
  return Math.min(1, own + tail(opposite, x > mode ? -1 : 1, marked, unmarked, drawn));
}
