/** Exit codes of `production-ml`; they are API. */
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
  /** A change of the endpoint was refused before anything moved. */
  REFUSED: 5,
  /** A change was tried, and the endpoint is back at what was live before. */
  WENT_BACK: 6,
  /** A change failed and somebody must look: going back failed too, or the machine itself did. */
  MUST_LOOK: 7,
  /** A change still runs: whoever watched it was interrupted or lost the connection. */
  STILL_RUNNING: 8,
} as const;
