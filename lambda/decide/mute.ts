import type { DriftFamily, DriftMute } from '../../lib/contract';

/** The mute that covers a finding at this time, if any; the one that lasts longest where several do. */
export function muteOf(
  finding: { readonly name: string; readonly family: DriftFamily },
  mutes: readonly DriftMute[],
  now: string,
): DriftMute | undefined {
  const lasting = (mute: DriftMute) => Date.parse(mute.expiresAt);
  return mutes
    .filter((mute) => mute.name === '*' || mute.name === finding.name)
    .filter((mute) => mute.family === undefined || mute.family === finding.family)
    .filter((mute) => lasting(mute) > Date.parse(now))
    .sort((a, b) => lasting(b) - lasting(a))[0];
}
