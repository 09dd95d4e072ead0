import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';

/** Where a drawing lies, in its own units. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Shares by bin as steps: `area` is closed at the foot, `line` is its upper edge. */
export function stepPaths(
  shares: readonly number[],
  highest: number,
  { left, right, top, bottom }: Frame,
): { readonly area: string; readonly line: string } {
  const x = scaleLinear([0, shares.length], [left, right]);
  const y = scaleLinear([0, highest > 0 ? highest : 1], [bottom, top]);
  // The last step needs an end of its own.
  const points = [...shares, shares.at(-1) ?? 0].map((share, bin): [number, number] => [x(bin), y(share)]);
  const edge = line().curve(curveStepAfter).digits(1)(points) ?? '';
  return { area: `${edge}V${bottom}H${left}Z`, line: edge };
}
