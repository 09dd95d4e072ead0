import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { type PutAnswer, putAnswer } from './custom-resource-answer';

/** What a request to a custom resource led to. */
export interface CustomResourceResult {
  readonly physicalResourceId: string;
  /** Attributes that a template can read. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What the answering needs of its surroundings. */
export interface CustomResourceTools {
  readonly remainingMillis: () => number;
  readonly put?: PutAnswer;
  readonly logError: (message: string, error: unknown) => void;
}

/** Kept from the function's time for the answer itself, with its retries. */
const ANSWER_MILLIS = 20_000;

/**
 * Runs the work of a custom resource and answers CloudFormation whatever happens: with the result, with the reason
 * of a failure, or, shortly before the function's time is up, with that. An unanswered request would block the stack
 * until its timeout.
 *
 * @throws when no answer could be delivered, so that Lambda runs the work, which must be idempotent, again
 */
export async function answerCustomResource(
  event: CloudFormationCustomResourceEvent,
  fallbackId: string,
  tools: CustomResourceTools,
  work: (signal: AbortSignal) => Promise<CustomResourceResult>,
): Promise<void> {
  const physicalResourceId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : fallbackId;
  const answer = await resultOf(work, tools.remainingMillis() - ANSWER_MILLIS).then(
    (result) => ({
      Status: 'SUCCESS' as const,
      PhysicalResourceId: result.physicalResourceId,
      Data: result.attributes,
    }),
    (error: unknown) => {
      tools.logError('The request failed', error);
      return { Status: 'FAILED' as const, PhysicalResourceId: physicalResourceId, Reason: reasonOf(error) };
    },
  );
  await putAnswer(event, answer, tools.put);
}

async function resultOf(
  work: (signal: AbortSignal) => Promise<CustomResourceResult>,
  millis: number,
): Promise<CustomResourceResult> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        // First the reason, then the abort: the work's own error about being aborted must not win the race.
        reject(new Error(`Not finished within ${Math.round(millis / 1000)} s, the time that the function has.`));
        abort.abort();
      },
      Math.max(millis, 0),
    );
  });
  try {
    return await Promise.race([work(abort.signal), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
