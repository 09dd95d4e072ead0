import { awsError, failed, type Script, succeeded } from './support/fake-account';
import { executionArn, LedgerStory, PROMOTION_LOCK, promoted, swapped, variantOf, warm } from './support/ledger-story';
import { expectGolden, FakeOperator } from './support/run';

const rolledBack = (story: LedgerStory) => {
  story.release([variantOf('champion', '1.0.0')], { operation: 'ROLLBACK', restores: 1, seconds: 221 });
};

const ROLLBACK: Script = {
  looks: [
    ['Begin', 'Acquire', 'AcquireOutcome', 'Next', 'Verify'],
    ['Prepare', 'Update', 'AwaitEndpoint'],
    [],
    ['Probe'],
  ],
  end: succeeded({ handled: true, shifted: 0, state: 'LIVE', release: 3 }),
  effect: rolledBack,
};

function operatorWith(script: Script, story = promoted()): FakeOperator {
  const operator = new FakeOperator(story);
  operator.account.script = script;
  return operator;
}

describe('rollback', () => {
  test('starts the machine once, shows how far it is, and what was live before and is now', async () => {
    const operator = operatorWith(ROLLBACK);
    const { stdout, stderr, code, questions } = await operator.run('rollback', '--reason', 'late flights are missed');
    expectGolden('rollback', stdout);
    expectGolden('rollback-progress', stderr);
    expect({ code, questions }).toEqual({ code: 0, questions: [] });
    expect(operator.account.started).toEqual([
      {
        name: 'rollback-0123456789abcdef',
        request: {
          schemaVersion: 1,
          operation: 'ROLLBACK',
          requestedBy: 'arn:aws:sts::123456789012:assumed-role/MlEngineer/ada',
          reason: 'late flights are missed',
          expectedLive: 2,
        },
      },
    ]);
  });

  test('says it to programs in a form that stays, and nothing else on the standard output', async () => {
    const { stdout, stderr } = await operatorWith(ROLLBACK).run('rollback', '--to', '1', '--json');
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      endpointName: 'flight-delay',
      operation: 'ROLLBACK',
      executionArn: executionArn('rollback-0123456789abcdef'),
      state: 'LIVE',
      release: 3,
      reason: null,
      seconds: 4,
      liveBefore: 2,
      live: 3,
    });
    expect(stderr).toContain('Waiting for the endpoint');
  });

  test('says what comes back and what it costs before it asks, and asks nothing where nobody is there', async () => {
    const operator = operatorWith(ROLLBACK, warm());
    operator.answer = false;
    const { code, questions, stderr } = await operator.run('rollback');
    expect(questions).toEqual([
      'Release 2 (2.0.0) is live. Release 1 (1.0.0) comes back: seconds; it is warm, only traffic moves, never measured here. Roll back?',
    ]);
    expect({ code, stderr, started: operator.account.started }).toEqual({
      code: 1,
      stderr: 'Nothing was asked for.\n',
      started: [],
    });
    expect((await operator.run('rollback', '--yes')).code).toBe(0);
  });

  test('leaves a running change whatever it is about to make live', async () => {
    const operator = operatorWith({ end: succeeded({ state: 'STOPPED' }) }, promoted().with({ lock: PROMOTION_LOCK }));
    operator.answer = true;
    const { questions, stdout, code } = await operator.run('rollback');
    expect(questions[0]).toContain('A change is running (PROMOTE); it is stopped.');
    expect(operator.account.started[0]?.request).not.toHaveProperty('expectedLive', expect.anything());
    expect(stdout).toContain('The running change was stopped. Release 2 stays live.');
    expect(code).toBe(0);
  });

  test('is the same request for the same id, however often it is asked for', async () => {
    const operator = operatorWith(ROLLBACK);
    await operator.run('rollback', '--request-id', 'incident-42');
    expect(operator.account.started.map(({ name }) => name)).toEqual(['rollback-incident-42']);
    expect((await operator.run('rollback', '--request-id', 'a b')).code).toBe(2);
  });

  test('redraws one line where somebody watches', async () => {
    const operator = operatorWith(ROLLBACK);
    operator.lively = true;
    const { stderr } = await operator.run('rollback');
    expect(stderr).toContain('\r  › Waiting for the endpoint');
    expect(stderr).toContain('✓ Checking approval, signature, artifact and image');
  });
});

describe('the exit code', () => {
  const broken = (status: 'FAILED' | 'TIMED_OUT' | 'ABORTED', error?: string): Script['end'] => ({ status, error });
  const ended = (
    state: 'ROLLED_BACK' | 'ABORTED' | 'INTERRUPTED' | 'STRANDED' | 'REFUSED',
    because: string,
  ): Script => ({
    end: failed('See the ledger for the reason.'),
    effect: (story) => {
      story.release([variantOf('champion', '3.0.0')], { state, because, operation: 'REPAIR' });
      const release = story.releases.get(3);
      const cause = { operation: 'REPAIR' as const, executionArn: executionArn('repair-0123456789abcdef') };
      if (release !== undefined) story.releases.set(3, { ...release, cause });
    },
  });

  test.each<[number, string, Script, string]>([
    [0, 'nothing to do', { end: succeeded({ state: 'UNCHANGED', release: 2 }) }, 'There was nothing to do.'],
    [5, 'refused before a release was written', { end: failed('It is pinned.') }, 'It is pinned.'],
    [5, 'refused by what was checked', ended('REFUSED', 'The image is gone.'), 'The image is gone.'],
    [6, 'rolled back', ended('ROLLED_BACK', 'An alarm went off.'), 'Release 3 failed, and the endpoint went back.'],
    [6, 'stopped', ended('ABORTED', 'grace'), 'was stopped, and the endpoint went back'],
    [6, 'interrupted', ended('INTERRUPTED', 'dead'), 'was interrupted'],
    [7, 'stranded', ended('STRANDED', 'No capacity.'), 'Somebody must look now.'],
    [7, 'a machine that failed', { end: broken('FAILED', 'Lambda.Unknown') }, 'FAILED: Lambda.Unknown'],
    [7, 'a machine that took too long', { end: broken('TIMED_OUT') }, 'The release machine itself failed.'],
    [7, 'an execution that somebody stopped', { end: broken('ABORTED') }, 'The next change settles what it left.'],
  ])('is %i for %s', async (code, _what, script, words) => {
    const outcome = await operatorWith(script).run('repair');
    expect(outcome.error).toBeUndefined();
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toContain(words);
  });

  test('does not take what a dead execution left for what was asked for', async () => {
    // The rollback first settles release 3 of somebody else, then finds that there is nothing to do itself.
    const script: Script = {
      end: failed('No earlier release than 2 was live.'),
      effect: (story) => story.release([variantOf('champion', '3.0.0')], { state: 'INTERRUPTED', because: 'dead' }),
    };
    const { code, stdout } = await operatorWith(script).run('rollback');
    expect(code).toBe(5);
    expect(stdout).toContain('No earlier release than 2 was live.');
  });

  test('is 0 with --no-wait once the machine has started', async () => {
    const { code, stdout, stderr } = await operatorWith(ROLLBACK).run('rollback', '--no-wait', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ state: 'RUNNING', seconds: null, live: 2 });
  });
});

describe('whoever watches', () => {
  test('may leave by Ctrl-C: the machine goes on, and how to find it is said', async () => {
    const operator = operatorWith({ ...ROLLBACK, looks: Array(50).fill(['AwaitEndpoint']) });
    operator.interruptAfter = 3;
    const { code, stdout, stderr } = await operator.run('rollback');
    expect(code).toBe(8);
    expect(stdout).toContain('The change is running.');
    expect(stderr).toContain('the change goes on without this command');
    expect(stderr).toContain('Stop it with: production-ml abort --endpoint flight-delay');
  });

  test('survives a connection that is lost for a while', async () => {
    const lost = awsError('Error', 'socket hang up', { code: 'ECONNRESET' });
    const { code, stderr } = await operatorWith({ ...ROLLBACK, looks: [['Verify'], lost, lost, ['Update']] }).run(
      'rollback',
    );
    expect(code).toBe(0);
    expect(stderr.match(/No answer from AWS/g)).toHaveLength(1);
  });

  test('gives up after two minutes without an answer, and does not call that a failure of the change', async () => {
    const looks = Array(200).fill(awsError('TimeoutError', 'slow'));
    const operator = operatorWith({ ...ROLLBACK, looks });
    const { code, stderr } = await operator.run('rollback');
    expect(code).toBe(8);
    expect(stderr).toContain('The connection to AWS is lost; the change goes on');
  });

  test('learns the end also without the right to see the steps', async () => {
    const operator = operatorWith(ROLLBACK);
    operator.account.refusals.set('entered', awsError('AccessDeniedException'));
    const { code, stdout } = await operator.run('rollback');
    expect(code).toBe(0);
    expect(stdout).toContain('Release 3 is live.');
  });

  test('is told at once where the machine may not be started', async () => {
    const operator = operatorWith(ROLLBACK);
    operator.account.refusals.set('start', awsError('AccessDeniedException', 'states:StartExecution'));
    const { code, error } = await operator.run('rollback');
    expect(code).toBe(1);
    expect(error?.message).toContain('grantRollback');
  });
});

describe('abort, pin, unpin and repair', () => {
  test('are the same machine with another input', async () => {
    const operator = operatorWith({ end: succeeded({ state: 'PINNED' }) });
    await operator.run('pin', '--reason', 'audit week');
    await operator.run('unpin');
    await operator.run('abort', '--reason', 'wrong version');
    await operator.run('repair');
    expect(operator.account.started.map(({ request }) => request)).toMatchObject([
      { operation: 'PIN', reason: 'audit week', expectedLive: 2 },
      { operation: 'UNPIN' },
      { operation: 'ABORT', reason: 'wrong version' },
      { operation: 'REPAIR', expectedLive: 2 },
    ]);
  });

  test('pin takes no silence for a reason, and none takes a novel', async () => {
    const operator = operatorWith({ end: succeeded({ state: 'PINNED' }) });
    expect((await operator.run('pin')).code).toBe(2);
    expect((await operator.run('abort', '--reason', 'x'.repeat(1025))).code).toBe(2);
    expect(operator.account.started).toEqual([]);
  });
});

describe('shift', () => {
  const beside = () =>
    new LedgerStory().release(
      [variantOf('champion', '1.0.0', { weight: 100 }), variantOf('challenger', '2.0.0', { weight: 0 })],
      {
        operation: 'DEPLOY',
      },
    );

  test('moves in equal steps, the last one as it was asked for', async () => {
    const operator = operatorWith({ end: succeeded({ state: 'LIVE', release: 3 }) }, beside());
    operator.answer = true;
    const args = ['--weights', 'champion=90,challenger=10', '--steps', '2', '--watch', '10m'];
    const { questions } = await operator.run('shift', ...args);
    expect(operator.account.started[0]?.request.steps).toEqual([
      { weights: { champion: 95, challenger: 5 }, waitSeconds: 600 },
      { weights: { champion: 90, challenger: 10 }, waitSeconds: 600 },
    ]);
    expect(questions[0]).toContain('champion 95, challenger 5 for 10 min; champion 90, challenger 10 for 10 min');
  });

  test('refuses variants that are not live, before the machine is asked', async () => {
    const operator = operatorWith({ end: succeeded({}) }, swapped());
    const { code, error } = await operator.run('shift', '--weights', 'champion=1,challenger=1');
    expect(code).toBe(1);
    expect(error?.message).toContain(
      'has the production variants champion, fallback; weights were given for champion, challenger',
    );
    expect(operator.account.started).toEqual([]);
  });

  test.each(['champion', 'champion=-1', 'champion=1e9', 'a=1,a=2', 'champion=0', '=1', 'a=1;b=2', 'a=NaN'])(
    'refuses the weights %s',
    async (weights) => {
      const operator = operatorWith({ end: succeeded({}) }, beside());
      expect((await operator.run('shift', '--weights', weights)).code).toBe(2);
    },
  );

  test.each([
    ['--watch', '2h'],
    ['--watch', '-1'],
    ['--watch', 'soon'],
    ['--steps', '0'],
    ['--steps', '21'],
    ['--steps', '1.5'],
  ])('refuses %s %s', async (option, value) => {
    const operator = operatorWith({ end: succeeded({}) }, beside());
    expect((await operator.run('shift', '--weights', 'champion=1,challenger=1', option, value)).code).toBe(2);
  });
});
