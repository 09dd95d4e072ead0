/** Something that whoever runs the command can do something about: the message says what. */
export class OperatorError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OperatorError';
  }
}

interface AwsError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $fault?: string;
}

const NO_RIGHT = /^(AccessDenied(Exception)?|UnauthorizedOperation|NotAuthorized|Forbidden)$/;
const NO_CREDENTIALS =
  /^(CredentialsProviderError|ExpiredToken(Exception)?|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|TokenProviderError|AuthFailure)$/;
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH)$/;
const SLOW = /^(TimeoutError|RequestTimeout|Throttling(Exception)?|TooManyRequestsException|ServiceUnavailable)$/;

/** Whether the same call may well succeed a moment later. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, code = '', $metadata } = error as AwsError;
  return UNREACHABLE.test(code) || SLOW.test(name) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** Whether this person may not make the call. */
export function isForbidden(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return NO_RIGHT.test(error.name) || (error as { reason?: unknown }).reason === 'forbidden';
}

/**
 * What an error of AWS means for whoever runs the command; an unknown one stays as it is.
 *
 * @param rights what the command needs, for somebody who may not call
 */
export function explained(error: unknown, endpointName: string, rights: string): unknown {
  if (!(error instanceof Error) || error instanceof OperatorError) return error;
  const { name, message, code = '' } = error as AwsError;
  const because = { cause: error };
  if (name === 'LedgerVersionError') {
    return new OperatorError(`${message} That is the version of production-ml to use, too.`, because);
  }
  if (NO_RIGHT.test(name)) {
    return new OperatorError(
      `AWS refuses the call: ${message}\nAsk whoever owns the stack of ${endpointName} for the right: ${rights}. Nothing was changed by this call.`,
      because,
    );
  }
  if (NO_CREDENTIALS.test(name)) {
    return new OperatorError(
      `AWS does not know who you are: ${message}\nSign in, or choose another --profile.`,
      because,
    );
  }
  if (/Region is missing/i.test(message)) {
    return new OperatorError(
      'No AWS Region is chosen. Give --region, or set AWS_REGION or the region of your profile.',
      because,
    );
  }
  if (UNREACHABLE.test(code) || SLOW.test(name)) {
    const what = code === '' ? name : code;
    return new OperatorError(
      `AWS cannot be reached (${what}: ${message}). Look at network, --region and proxy.`,
      because,
    );
  }
  return error;
}
