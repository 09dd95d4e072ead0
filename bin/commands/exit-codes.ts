/** Exit codes of `production-ml drift` and `production-ml baseline`; they are API. */
export const ExitCode = {
  /** Done; nothing at or above `--fail-on`. */
  OK: 0,
  /** The input cannot be used: unreadable, misfit, refused. The message says which and what to do. */
  FAILED: 1,
  /** The command line is wrong. */
  USAGE: 2,
  /** The verdict reached `--fail-on`. */
  DRIFT: 3,
  /** `--fail-on` was given and the window says nothing: INSUFFICIENT_DATA or INCOMPLETE. */
  NO_VERDICT: 4,
} as const;
