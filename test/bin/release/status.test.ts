import { awsError, DEPLOYMENT, serving } from './support/fake-account';
import { ENDPOINT, LedgerStory, PROMOTION_LOCK, promoted, swapped, variantOf, warm } from './support/ledger-story';
import { expectGolden, FakeOperator } from './support/run';

/** Characters that a terminal obeys or that hide others; colours of its own aside. */
function unfit(text: string): string[] {
  const bare = text.replace(new RegExp(`${String.fromCharCode(27)}\\[\\d*m`, 'g'), '');
  return [...bare].filter((character) => character !== '\n' && /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character));
}

async function statusOf(operator: FakeOperator) {
  const { stdout } = await operator.run('status', '--json');
  return JSON.parse(stdout);
}

describe('status', () => {
  test('says what is live, since when, by whom and why, and what a rollback would cost', async () => {
    const { stdout, code } = await new FakeOperator(promoted()).run('status');
    expectGolden('status', stdout);
    expect(code).toBe(0);
  });

  test('says it to programs in a form that stays', async () => {
    const document = await statusOf(new FakeOperator(promoted()));
    expect(document).toMatchObject({
      schemaVersion: 1,
      endpointName: ENDPOINT,
      live: {
        release: 2,
        since: '2026-11-25T06:26:00.000Z',
        operation: 'PROMOTE',
        requestedBy: 'arn:aws:sts::123456789012:assumed-role/MlEngineer/ada',
        reason: 'holdout +0.5 %',
        variants: [{ role: 'champion', version: '2.0.0', share: 1, instances: 2, approval: { kind: 'PRINCIPAL' } }],
      },
      endpoint: { status: 'InService' },
      running: null,
      pin: null,
      approval: 'ANOTHER_PRINCIPAL',
      alarms: { firing: [] },
      rollback: { release: 1, kind: 'cold', seconds: 240, samples: 1, ready: true, declaredRtoSeconds: 300 },
      findings: [],
    });
    expect(Object.keys(document)).toEqual([
      ...['schemaVersion', 'endpointName', 'stackName', 'at', 'live', 'endpoint', 'running', 'pin', 'approval'],
      ...['alarms', 'rollback', 'findings'],
    ]);
  });

  test('says aloud that approval is not required', async () => {
    const operator = new FakeOperator(promoted());
    operator.account.deployed = { ...DEPLOYMENT, approval: 'NOT_REQUIRED' };
    expect((await operator.run('status')).stdout).toContain('not required: whoever may promote needs nobody else');
  });

  test('names a pin, who set it and why', async () => {
    const pin = { by: 'grace', reason: 'audit week', since: '2026-11-24T10:00:00.000Z' };
    const { stdout } = await new FakeOperator(promoted().with({ pin })).run('status');
    expect(stdout).toContain('only a rollback may change it, since 2026-11-24 10:00 UTC, by grace: audit week');
  });

  test('shows the step and the time of a change that runs, and does not take it for a difference', async () => {
    const story = promoted().with({ lock: { ...PROMOTION_LOCK, abortedBy: 'grace' } });
    const operator = new FakeOperator(story);
    operator.account.alive.add(PROMOTION_LOCK.executionArn);
    operator.account.endpoint = { status: 'Updating', endpointConfigName: 'next' };
    const { stdout } = await operator.run('status');
    expect(stdout).toContain('PROMOTE, 4 min so far: Waiting for the endpoint; grace asked to stop it');
    expect(await statusOf(operator)).toMatchObject({ running: { alive: true, step: 'AwaitEndpoint' }, findings: [] });
  });

  test('says of a lock whose execution is dead that it is, and how it is settled', async () => {
    const inFlight = { number: 3, executionArn: PROMOTION_LOCK.executionArn, startedAt: PROMOTION_LOCK.since };
    const operator = new FakeOperator(promoted().with({ lock: PROMOTION_LOCK, inFlight }));
    const { running, findings } = await statusOf(operator);
    expect(running).toMatchObject({ alive: false, release: 3 });
    expect(findings).toEqual([
      {
        severity: 'critical',
        what: 'An execution of the machine ended over release 3 before it was done.',
        remedy: expect.stringContaining('production-ml repair --endpoint flight-delay'),
      },
    ]);
  });

  test('says that an endpoint was changed behind its back, and what was expected', async () => {
    const operator = new FakeOperator(promoted());
    operator.account.endpoint = { status: 'InService', endpointConfigName: 'by-hand', variants: [] };
    operator.account.alarms = [DEPLOYMENT.differenceAlarmName];
    const { stdout, code } = await operator.run('status', '--fail-on', 'critical');
    expectGolden('status-difference', stdout);
    expect(code).toBe(3);
  });

  test('counts a warm fallback in seconds, and after it has swapped goes by what serves', async () => {
    const before = await statusOf(new FakeOperator(warm()));
    expect(before).toMatchObject({ rollback: { release: 1, kind: 'warm', seconds: null, samples: 0 } });
    const operator = new FakeOperator(swapped());
    const after = await statusOf(operator);
    expect(after.live.variants).toMatchObject([
      { role: 'champion', variantName: 'fallback', version: '1.0.0', share: 1 },
      { role: 'fallback', variantName: 'champion', version: '2.0.0', share: 0 },
    ]);
    // Release 3 brings back release 1, before which nothing was live.
    expect(after.rollback).toBeNull();
    expectGolden('status-swapped', (await operator.run('status')).stdout);
  });

  test('measures warm rollbacks by warm ones only', async () => {
    const story = swapped().release([variantOf('champion', '2.1.0'), variantOf('fallback', '1.0.0')], { seconds: 300 });
    expect(await statusOf(new FakeOperator(story))).toMatchObject({
      rollback: { release: 3, kind: 'warm', seconds: 4, samples: 1 },
    });
  });

  test('says that the release before cannot come back, and names the one that can', async () => {
    const story = promoted().release([variantOf('champion', '3.0.0')], { seconds: 250 });
    const operator = new FakeOperator(story);
    operator.account.gone.set(2, 'the artifact s3://artifacts/models/2.0.0/model.tar.gz is gone');
    const { rollback, findings } = await statusOf(operator);
    expect(rollback).toMatchObject({ release: 2, ready: false });
    expect(findings).toEqual([
      {
        severity: 'critical',
        what: 'Release 2 cannot come back: the artifact s3://artifacts/models/2.0.0/model.tar.gz is gone.',
        remedy: 'Release 1 can: production-ml rollback --endpoint flight-delay --to 1',
      },
    ]);
  });

  test('says when a rollback takes longer than was declared', async () => {
    const operator = new FakeOperator(promoted());
    operator.account.deployed = { ...DEPLOYMENT, declaredRtoSeconds: 60 };
    const { findings } = await statusOf(operator);
    expect(findings).toMatchObject([
      { severity: 'warning', what: 'A rollback would take 4 min (cold); declared are 1 min.' },
    ]);
    expect((await operator.run('status', '--fail-on', 'warning')).code).toBe(3);
    expect((await operator.run('status', '--fail-on', 'critical')).code).toBe(0);
  });

  test('says of the last release that it was refused, and of a stranded one that somebody must look', async () => {
    const refused = promoted().release([variantOf('champion', '3.0.0')], { state: 'REFUSED', because: 'No approval.' });
    expect((await statusOf(new FakeOperator(refused))).findings).toMatchObject([
      { severity: 'warning', what: 'Release 3 was refused 2 h 21 min ago: No approval.' },
    ]);
    const stranded = promoted().release([variantOf('champion', '3.0.0')], {
      state: 'STRANDED',
      because: 'No capacity',
    });
    expect((await statusOf(new FakeOperator(stranded))).findings).toMatchObject([
      { severity: 'critical', what: 'Release 3 failed 2 h 21 min ago, and so did going back: No capacity.' },
    ]);
  });

  test('knows an adopted endpoint, whose version nobody wrote down', async () => {
    const operator = new FakeOperator(new LedgerStory().adopted([variantOf('champion', 'adopted')]));
    const { live, rollback } = await statusOf(operator);
    expect(live).toMatchObject({ release: 0, variants: [{ version: 'adopted' }] });
    expect(rollback).toBeNull();
  });

  test('says that nothing is live before the first release', async () => {
    const { stdout, code } = await new FakeOperator(new LedgerStory()).run('status');
    expect(stdout).toContain('flight-delay: no release is live');
    expect(stdout).toContain('Deploy the stack FlightDelay.');
    expect(code).toBe(0);
  });

  test('names alarms of the live configuration that are on', async () => {
    const operator = new FakeOperator(promoted());
    const name = `${operator.account.story.live.endpointConfigName}-champion-ServerErrors`;
    operator.account.alarms = [name, 'of-somebody-else'];
    expect(await statusOf(operator)).toMatchObject({
      alarms: { firing: [name] },
      findings: [{ severity: 'critical', what: `The alarm ${name} is on.` }],
    });
  });

  test('leaves out what this person may not see, and says so instead of guessing', async () => {
    const operator = new FakeOperator(promoted().with({ lock: PROMOTION_LOCK }));
    for (const call of ['firing', 'missing', 'describe', 'entered']) {
      operator.account.refusals.set(call, awsError('AccessDeniedException'));
    }
    const document = await statusOf(operator);
    expect(document).toMatchObject({ alarms: { firing: null }, rollback: { ready: null }, running: { alive: null } });
    expect(document.findings.map(({ what }: { what: string }) => what)).toEqual([
      'Not everything is known: you may not see the alarms.',
      'Not everything is known: you may not see the execution that holds the lock.',
      'Not everything is known: you may not see what a rollback needs.',
    ]);
  });

  test('asks for all that needs no other answer at once', async () => {
    const operator = new FakeOperator(promoted());
    await operator.run('status');
    expect(operator.account.calls.slice(0, 6).sort()).toEqual(
      ['deployment', 'firing', 'head', 'observed', 'outcomes', 'releases'].sort(),
    );
    expect(operator.account.calls).toHaveLength(9);
  });

  test('lets no text of somebody else write to the terminal', async () => {
    const nasty = 'fine\u001b[2J\u001b]0;owned\u0007\nNothing is wrong.\r\u202Eevil\u2028';
    const story = new LedgerStory()
      .release([variantOf('champion', '1.0.0')], { operation: 'DEPLOY', seconds: 1 })
      .release([variantOf('champion', '2.0.0')], { reason: nasty, by: nasty })
      .with({ pin: { by: nasty, reason: nasty, since: nasty }, lock: { ...PROMOTION_LOCK, abortedBy: nasty } });
    const operator = new FakeOperator(story);
    operator.account.alive.add(PROMOTION_LOCK.executionArn);
    operator.account.endpoint = { ...serving(story.live), failureReason: nasty, status: 'Failed' };
    for (const args of [['status'], ['releases', 'list'], ['releases', 'show', '2'], ['releases', 'history']]) {
      const { stdout } = await operator.run(...args);
      expect(unfit(stdout)).toEqual([]);
      expect(stdout).not.toMatch(/^Nothing is wrong\./m);
    }
  });
});

describe('an endpoint that cannot be looked at', () => {
  const failing = async (call: string, error: Error) => {
    const operator = new FakeOperator(promoted());
    operator.account.refusals.set(call, error);
    return operator.run('status');
  };

  test('says what to do where rights, sign-in, Region or network are missing', async () => {
    const cases: [Error, string][] = [
      [awsError('AccessDeniedException', 'not authorized to perform: ssm:GetParametersByPath'), 'grantRead'],
      [awsError('AccessDeniedException', 'not authorized to perform: states:StartExecution'), 'grantRelease'],
      [awsError('ExpiredTokenException', 'expired'), 'Sign in'],
      [awsError('CredentialsProviderError', 'none'), 'Sign in'],
      [awsError('Error', 'Region is missing'), 'Give --region'],
      [awsError('Error', 'connect', { code: 'ECONNREFUSED' }), 'cannot be reached'],
      [
        awsError('LedgerVersionError', 'The ledger has records of schema version 2.'),
        'version of production-ml to use',
      ],
    ];
    for (const [error, words] of cases) {
      const outcome = await failing(error.name === 'LedgerVersionError' ? 'head' : 'deployment', error);
      expect(outcome).toMatchObject({ code: 1, stdout: '' });
      expect(outcome.error).toMatchObject({ name: 'OperatorError', message: expect.stringContaining(words) });
    }
  });

  test('hides no error that nobody foresaw', async () => {
    const error = new TypeError('a bug');
    expect((await failing('head', error)).error).toBe(error);
  });

  test('takes no name that could be something else', async () => {
    const operator = new FakeOperator(promoted());
    const outcome = await operator.runBare('status', '--endpoint', '../other');
    expect(outcome.error?.message).toContain('expected 1 to 63 letters, digits and hyphens');
    expect(operator.account.calls).toEqual([]);
    expect((await operator.runBare('status')).code).toBe(2);
  });
});
