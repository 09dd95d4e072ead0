/** A refusal in the form an AWS SDK understands. */
export class ApiError extends Error {
  constructor(
    /** AWS error code, for example `ValidationException`. Empty where AWS sends none. */
    readonly code: string,
    message: string,
    /** HTTP status. */
    readonly status = 400,
    /** Further members of the error's body, for example `OriginalStatusCode` of a ModelError. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** The error that the SageMaker control plane answers to nearly everything it refuses. */
export function refused(message: string): ApiError {
  return new ApiError('ValidationException', message);
}

/** The error of the runtime API (InvokeEndpoint), which names it differently from the control plane. */
export function invalidInvocation(message: string): ApiError {
  return new ApiError('ValidationError', message);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
