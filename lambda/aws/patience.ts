import { setTimeout as sleep } from 'node:timers/promises';
import { ObjectError } from './object-store';

/** A policy that the same deployment wrote takes some seconds to be in force everywhere. */
const RETRY_AFTER_MILLIS = [2000, 4000, 8000, 16_000];

/**
 * Tries again where a right may only not be in force yet. The work must be idempotent.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function untilPermitted<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  retryAfterMillis: readonly number[] = RETRY_AFTER_MILLIS,
): Promise<T> {
  for (const wait of retryAfterMillis) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ObjectError && error.reason === 'forbidden')) throw error;
      await sleep(wait, undefined, { signal });
    }
  }
  return work();
}
