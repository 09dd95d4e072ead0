import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { loadConfig, parseConfig } from '../../bin/config/load';
import { appConfigJsonSchema } from '../../bin/config/schema';

const valid = () => ({
  system: 'flight-delay',
  owner: 'ml-platform@example.com',
  stage: 'production',
  accounts: { production: { account: '111122223333', region: 'eu-central-1' } },
  model: {
    manifest: 'build/model.json',
    endpointName: 'flight-delay',
    instanceType: 'ml.m5.large',
    instanceCount: 2,
  },
  alerts: [{ email: 'oncall@example.com' }],
});

type Mutable = Record<string, unknown> & ReturnType<typeof valid>;

function messageFor(change: (config: Mutable) => void): string {
  const config = valid() as Mutable;
  change(config);
  try {
    parseConfig(config, 'app.json');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('a configuration file', () => {
  test('is accepted with defaults filled in', () => {
    const config = parseConfig(valid(), 'app.json');
    expect(config.classification).toBe('confidential');
    expect(config.model.capturePercent).toBe(100);
    expect(config.model.deployment).toEqual({ strategy: 'allAtOnce', waitMinutes: 5, terminationWaitMinutes: 2 });
    expect(config.auditTrail).toBe(true);
  });

  test('keeps a capture of 0 percent, a wait of 0 minutes and a trail that was declined', () => {
    const config = parseConfig(
      {
        ...valid(),
        auditTrail: false,
        model: { ...valid().model, capturePercent: 0, deployment: { strategy: 'allAtOnce', waitMinutes: 0 } },
      },
      'app.json',
    );
    expect(config.model.capturePercent).toBe(0);
    expect(config.model.deployment).toMatchObject({ waitMinutes: 0, terminationWaitMinutes: 2 });
    expect(config.auditTrail).toBe(false);
  });

  test.each<[string, (config: Mutable) => void, string]>([
    [
      'a wrong type',
      (c) => Object.assign(c.model, { instanceCount: 'two' }),
      'model.instanceCount is "two"; expected a number.',
    ],
    [
      'a number in quotes',
      (c) => Object.assign(c.model, { instanceCount: '2' }),
      'model.instanceCount is "2"; expected a number. Write it without quotes.',
    ],
    [
      'a fraction',
      (c) => Object.assign(c.model, { instanceCount: 1.5 }),
      'model.instanceCount is 1.5; expected a whole number.',
    ],
    ['a missing member', (c) => Reflect.deleteProperty(c, 'owner'), 'owner is missing; expected text. Add it.'],
    [
      'a number out of range',
      (c) => Object.assign(c.model, { capturePercent: 101 }),
      'model.capturePercent is 101; expected at most 100.',
    ],
    [
      'half a percent of capture, which SageMaker does not know',
      (c) => Object.assign(c.model, { capturePercent: 12.5 }),
      'model.capturePercent is 12.5; expected a whole number.',
    ],
    [
      'a stage of another name',
      (c) => Object.assign(c, { stage: 'prod' }),
      'stage is "prod"; expected one of development, staging, production.',
    ],
    [
      'a strategy of another name',
      (c) => Object.assign(c.model, { deployment: { strategy: 'blueGreen' } }),
      'model.deployment.strategy is "blueGreen"; expected one of allAtOnce, canary, linear, rolling.',
    ],
    [
      'a wait of a fraction of a second',
      (c) => Object.assign(c.model, { deployment: { strategy: 'allAtOnce', waitMinutes: 0.01 } }),
      'model.deployment.waitMinutes is 0.01; expected whole seconds.',
    ],
    [
      'a shadow that copies nothing',
      (c) => Object.assign(c.model, { shadow: { manifest: 'm.json', samplingPercent: 0 } }),
      'model.shadow.samplingPercent is 0; expected at least 0.01. Leave the shadow out to copy nothing.',
    ],
    [
      'steps with one instance',
      (c) => Object.assign(c.model, { instanceCount: 1, deployment: { strategy: 'canary', percent: 50 } }),
      'model.instanceCount is 1; expected at least 2 instances for canary.',
    ],
    [
      'a rolling deployment beside a shadow',
      (c) =>
        Object.assign(c.model, { deployment: { strategy: 'rolling', percent: 20 }, shadow: { manifest: 'm.json' } }),
      'model.deployment.strategy is "rolling"; expected no rolling deployment beside a shadow.',
    ],
    [
      'a start outside the bounds of scaling',
      (c) =>
        Object.assign(c.model, { scaling: { minInstances: 3, maxInstances: 4, invocationsPerInstancePerMinute: 100 } }),
      'model.instanceCount is 2; expected 3 to 4, the bounds of scaling.',
    ],
    [
      'a window that does not divide the day',
      (c) => Object.assign(c.model, { monitoring: { baseline: 'baseline.json', windowHours: 5 } }),
      'model.monitoring.windowHours is 5; expected one of 1, 2, 3, 4, 6, 8, 12, 24.',
    ],
    [
      'a quiet time without a zone',
      (c) => Object.assign(c.model, { monitoring: { baseline: 'baseline.json', quietUntil: '2026-12-31' } }),
      'model.monitoring.quietUntil is "2026-12-31"; expected a time in UTC such as 2026-12-31T00:00:00Z.',
    ],
    [
      'a mute that nobody answers for',
      (c) =>
        Object.assign(c.model, {
          monitoring: { baseline: 'b.json', mutes: [{ name: '*', reason: 'r', expiresAt: '2026-12-31T00:00:00Z' }] },
        }),
      'model.monitoring.mutes[0].owner is missing; expected text. Add it.',
    ],
    [
      'no address',
      (c) => Object.assign(c, { alerts: [{ email: 'x' }] }),
      'alerts[0].email is "x"; expected an address',
    ],
    [
      'half an ARN',
      (c) => Object.assign(c, { alerts: [{ snsTopicArn: 'arn:aws:sns:x' }] }),
      'alerts[0].snsTopicArn is "arn:aws:sns:x"; expected arn:aws:sns:<Region>:<account>:<topic>.',
    ],
    [
      'two receivers in one',
      (c) => Object.assign(c, { alerts: [{ email: 'a@example.com', https: 'https://example.com' }] }),
      'expected an object with exactly one of email, https and snsTopicArn.',
    ],
    ['a tag of AWS', (c) => Object.assign(c, { tags: { 'aws:x': '1' } }), 'not beginning with aws:'],
    [
      'a tag that the app makes',
      (c) => Object.assign(c, { tags: { owner: 'me' } }),
      'tags is {"owner":"me"}; expected',
    ],
    [
      'an owner that no tag takes',
      (c) => Object.assign(c, { owner: 'Team <a@b>' }),
      'owner is "Team <a@b>"; expected at most 256 letters',
    ],
    ['an unknown key', (c) => Object.assign(c, { sytem: 'x' }), 'sytem is "x"; expected a key that the schema knows'],
    ['an unknown nested key', (c) => Object.assign(c.model, { instances: 3 }), 'model.instances is 3; expected a key'],
    [
      'an account without its quotes',
      (c) => Object.assign(c.accounts.production, { account: 111122223333 }),
      'accounts.production.account is 111122223333; expected text. Put it in quotes.',
    ],
    [
      'a short account',
      (c) => Object.assign(c.accounts.production, { account: '1234' }),
      'expected 12 digits. Quote it',
    ],
    [
      'an endpoint name AWS refuses',
      (c) => Object.assign(c.model, { endpointName: 'a_b' }),
      'model.endpointName is "a_b"; expected 1 to 63 letters',
    ],
    [
      'an endpoint name too long',
      (c) => Object.assign(c.model, { endpointName: 'a'.repeat(64) }),
      'expected 1 to 63 letters',
    ],
    ['no receiver of alerts', (c) => Object.assign(c, { alerts: [] }), 'alerts is []; expected at least one receiver'],
    [
      'a receiver of no known form',
      (c) => Object.assign(c, { alerts: [{ pager: 'x' }] }),
      'alerts[0] is {"pager":"x"}; expected an object with exactly one of email, https and snsTopicArn.',
    ],
    [
      'a canary beyond half the fleet',
      (c) => Object.assign(c.model, { deployment: { strategy: 'canary', percent: 80, waitMinutes: 5 } }),
      'model.deployment.percent is 80;',
    ],
    [
      'a scaling range upside down',
      (c) =>
        Object.assign(c.model, { scaling: { minInstances: 4, maxInstances: 2, invocationsPerInstancePerMinute: 100 } }),
      'model.scaling.maxInstances is 2; expected at least minInstances',
    ],
    [
      'a recovery Region that is the production Region',
      (c) => Object.assign(c.accounts, { recovery: { account: '111122223333', region: 'eu-central-1' } }),
      'accounts.recovery.region is "eu-central-1"; expected another Region',
    ],
  ])('is refused for %s, with path, value and what is expected', (_, change, message) => {
    expect(messageFor(change)).toContain(message);
  });

  test('shows every problem at once, one a line', () => {
    const message = messageFor((config) => {
      Object.assign(config, { stage: 'prod', alerts: [] });
      Object.assign(config.model, { instanceType: 'm5', instanceCount: 0 });
    });
    expect(message).toMatch(/^app\.json: 4 problems\n/);
    expect(message.split('\n')).toHaveLength(5);
  });

  test('cannot reach a prototype', () => {
    expect(
      messageFor((config) => Object.assign(config.model, JSON.parse('{"__proto__": {"x": 1}, "constructor": 1}'))),
    ).toContain('model.constructor is 1');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('reading a file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'app-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (text: string | Buffer) => {
    const file = path.join(folder, 'config.json');
    writeFileSync(file, text);
    return file;
  };

  test('accepts a byte order mark', () => {
    expect(loadConfig(write(`\uFEFF${JSON.stringify(valid())}`)).system).toBe('flight-delay');
  });

  test('says which file is missing', () => {
    expect(() => loadConfig(path.join(folder, 'none.json'))).toThrow(
      /none\.json: 1 problem[\s\S]*is missing[\s\S]*--context config=FILE/,
    );
  });

  test('passes on what the parser says of broken JSON', () => {
    expect(() => loadConfig(write('{"system": }'))).toThrow(/expected JSON\. The parser says: Unexpected token '}'/);
  });

  test.each([
    ['a list', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
  ])('refuses %s', (_, text) => {
    expect(() => loadConfig(write(text))).toThrow(/the file is .*; expected an object/);
  });

  test('refuses a file that is far too large before it reads it', () => {
    expect(() => loadConfig(write(Buffer.alloc(1024 * 1024 + 1, 32)))).toThrow(/expected at most 1048576 bytes/);
  });
});

describe('the published JSON Schema', () => {
  test('is the one that the code makes', () => {
    const published = JSON.parse(readFileSync('assets/schema/app-config.schema.json', 'utf8'));
    expect(published).toEqual(appConfigJsonSchema());
  });

  test('accepts and refuses what the code does', () => {
    const ajv = addFormats(new Ajv2020({ strict: false }));
    const accepts = ajv.compile(appConfigJsonSchema());
    expect(accepts(valid())).toBe(true);
    expect(accepts({ ...valid(), stage: 'prod' })).toBe(false);
    expect(accepts({ ...valid(), unknown: 1 })).toBe(false);
  });
});
