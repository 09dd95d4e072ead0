/** Between the end of the work and that of the function: time to say what was too slow. */
const RESERVE_MILLIS = 1000;

/** Ends what is still under way a second before Lambda ends the function. */
export function timeLeft(context: { getRemainingTimeInMillis(): number }): AbortSignal {
  return AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - RESERVE_MILLIS));
}
