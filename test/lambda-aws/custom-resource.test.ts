import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCustomResource, type CustomResourceTools } from '../../lambda/aws/custom-resource';
import { putAnswer } from '../../lambda/aws/custom-resource-answer';

const EVENT = {
  RequestType: 'Create',
  ResponseURL: 'https://answers.example/secret-signature',
  StackId: 'stack',
  RequestId: 'request-1',
  LogicalResourceId: 'Artifact',
  ResourceType: 'Custom::VerifiedArtifact',
  ServiceToken: 'token',
  ResourceProperties: { ServiceToken: 'token' },
} as CloudFormationCustomResourceEvent;

function answering(remainingMillis = 60_000) {
  const bodies: string[] = [];
  const errors: unknown[] = [];
  const tools: CustomResourceTools = {
    remainingMillis: () => remainingMillis,
    put: async (_url, body) => {
      bodies.push(body);
      return 200;
    },
    logError: (_message, error) => errors.push(error),
  };
  return { tools, errors, answer: () => JSON.parse(bodies[0] ?? '{}') };
}

describe('an answer', () => {
  test('echoes the request and carries the result', async () => {
    const { tools, answer } = answering();
    await answerCustomResource(EVENT, 'fallback', tools, async () => ({
      physicalResourceId: 'id',
      attributes: { VersionId: 'v1' },
    }));
    expect(answer()).toEqual({
      Status: 'SUCCESS',
      PhysicalResourceId: 'id',
      StackId: 'stack',
      RequestId: 'request-1',
      LogicalResourceId: 'Artifact',
      Data: { VersionId: 'v1' },
    });
  });

  test('carries the reason of a failure, which is also logged', async () => {
    const { tools, errors, answer } = answering();
    await answerCustomResource(EVENT, 'fallback', tools, async () => {
      throw new Error('wrong digest');
    });
    expect(answer()).toMatchObject({ Status: 'FAILED', Reason: 'wrong digest', PhysicalResourceId: 'fallback' });
    expect(errors).toHaveLength(1);
  });

  test('keeps the identity of an existing resource when its update fails', async () => {
    const { tools, answer } = answering();
    const update = { ...EVENT, RequestType: 'Update', PhysicalResourceId: 'existing', OldResourceProperties: {} };
    await answerCustomResource(update as CloudFormationCustomResourceEvent, 'fallback', tools, async () => {
      throw 'not even an Error';
    });
    expect(answer()).toMatchObject({ PhysicalResourceId: 'existing', Reason: 'not even an Error' });
  });

  test('comes before the time of the function is up, and stops the work', async () => {
    const { tools, answer } = answering(20_050);
    let stopped = false;
    await answerCustomResource(EVENT, 'fallback', tools, (signal) => {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          reject(new Error('This operation was aborted'));
        });
      });
    });
    expect(stopped).toBe(true);
    expect(answer()).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('the time that the function has'),
    });
  });

  test('is sent at once when no time is left', async () => {
    const { tools, answer } = answering(0);
    await answerCustomResource(EVENT, 'fallback', tools, () => new Promise(() => undefined));
    expect(answer().Status).toBe('FAILED');
  });
});

describe('delivering', () => {
  const failed = (Reason: string) => ({ Status: 'FAILED' as const, PhysicalResourceId: 'id', Reason });

  test('is tried again after a failed connection and a server error', async () => {
    const outcomes = [new TypeError('fetch failed'), 503, 200];
    let attempts = 0;
    await putAnswer(
      EVENT,
      failed('x'),
      async () => {
        const outcome = outcomes[attempts++];
        if (outcome instanceof Error) throw outcome;
        return outcome ?? 0;
      },
      [0, 0, 0],
    );
    expect(attempts).toBe(3);
  });

  test('fails, without showing the signed URL, when every attempt fails', async () => {
    let attempts = 0;
    const delivery = putAnswer(
      EVENT,
      failed('x'),
      async (url) => {
        attempts++;
        throw new TypeError(`cannot reach ${url}`);
      },
      [0, 0],
    );
    const error = (await delivery.catch((thrown: unknown) => thrown)) as Error;
    expect(attempts).toBe(3);
    expect(error.message).toContain('request-1');
    expect(error.message).not.toContain('secret-signature');
  });

  test('does not insist on a URL that has expired', async () => {
    let attempts = 0;
    const delivery = putAnswer(
      EVENT,
      failed('x'),
      async () => {
        attempts++;
        return 403;
      },
      [0, 0],
    );
    await expect(delivery).rejects.toThrow('HTTP status 403');
    expect(attempts).toBe(1);
  });

  test.each([
    ['long text', 'x'.repeat(100_000)],
    ['text of characters of several bytes', '☃'.repeat(50_000)],
    ['text that JSON must escape', '\u0001"\\'.repeat(50_000)],
  ])('stays below what CloudFormation takes: %s', async (_, reason) => {
    let sent = '';
    await putAnswer(EVENT, failed(reason), async (_url, body) => {
      sent = body;
      return 200;
    });
    expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(4096);
    const { Reason } = JSON.parse(sent) as { Reason: string };
    expect(reason.startsWith(Reason.slice(0, -1))).toBe(true);
    expect(Reason.endsWith('…')).toBe(true);
  });

  test('reports a result that CloudFormation would not take as a failure', async () => {
    const answer = { Status: 'SUCCESS' as const, PhysicalResourceId: 'id', Data: { Text: 'x'.repeat(5000) } };
    let sent = '';
    await putAnswer(EVENT, answer, async (_url, body) => {
      sent = body;
      return 200;
    });
    expect(JSON.parse(sent)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('CloudFormation takes 4096'),
    });
  });
});
