import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { HostingUnderTest, IMAGE, variant } from './testing/hosting-under-test';

interface Seen {
  readonly argument: string;
  readonly cwd: string;
  /** Content of weights.txt in the model directory. */
  readonly weights: string | null;
  readonly environment: Record<string, string>;
}

describe('what a container sees', () => {
  let hosting: HostingUnderTest;

  beforeAll(async () => {
    hosting = await HostingUnderTest.start();
    const source = mkdtempSync(join(tmpdir(), 'weights-'));
    writeFileSync(join(source, 'weights.txt'), '0.25');
    hosting.account.put('models/model.tar.gz', create({ gzip: true, sync: true, cwd: source }, ['.']).read() as Buffer);
    rmSync(source, { recursive: true });
  });
  afterAll(() => hosting.stop());

  async function seenBy(name: string, more: object = {}): Promise<Seen> {
    const Environment = { MODEL_BEHAVIOUR: 'environment', SM_MODEL_DIR: '/elsewhere', FROM_MODEL: 'yes' };
    const PrimaryContainer = { Image: IMAGE, ModelDataUrl: 's3://models/model.tar.gz', Environment };
    await hosting.model({}, { ModelName: name, PrimaryContainer, ...more });
    await hosting.config(name, { ProductionVariants: [variant('main', name)] });
    await hosting.deploy(name, name);
    return JSON.parse((await hosting.invoke(name)).body);
  }

  test('is the argument serve, its artifact, its variables and the account, and nothing of this process', async () => {
    process.env['SECRET_OF_THE_DEVELOPER'] = 'secret';
    const { argument, cwd, weights, environment } = await seenBy('seeing');
    delete process.env['SECRET_OF_THE_DEVELOPER'];
    expect(argument).toBe('serve');
    expect(weights).toBe('0.25');
    expect(environment).toMatchObject({
      FROM_MODEL: 'yes',
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: hosting.account.url,
      AWS_ACCESS_KEY_ID: 'test',
      SM_MODEL_DIR: cwd,
      SAGEMAKER_BIND_TO_PORT: expect.stringMatching(/^\d+$/),
    });
    expect(environment).not.toHaveProperty('SECRET_OF_THE_DEVELOPER');
  });

  test('has no credentials with network isolation, but still its artifact', async () => {
    const { environment, weights } = await seenBy('isolated', { EnableNetworkIsolation: true });
    expect(Object.keys(environment).filter((name) => name.startsWith('AWS_'))).toEqual([]);
    expect(weights).toBe('0.25');
  });

  test('is what the image sets where the model sets nothing', async () => {
    const image = `${IMAGE}-other`;
    const { command } = hosting.hosting.images.find(IMAGE);
    const env = { MODEL_BEHAVIOUR: 'healthy', FROM_IMAGE: 'yes' };
    hosting.hosting.images.register({ image, command, cwd: tmpdir(), env });
    const PrimaryContainer = { Image: image, Environment: { MODEL_BEHAVIOUR: 'environment' } };
    const seen = await seenBy('image', { PrimaryContainer });
    expect(seen.environment).toMatchObject({ FROM_IMAGE: 'yes', MODEL_BEHAVIOUR: 'environment' });
    expect(seen.cwd).toBe(tmpdir());
  });

  test.each([
    [
      'an artifact that is not there',
      { ModelDataUrl: 's3://models/none.tar.gz' },
      'Could not access model data at s3://models/none.tar.gz',
    ],
    [
      'an image whose directory is gone',
      { Image: 'gone' },
      'The directory "/no/such/directory" of image "gone" does not exist',
    ],
  ])('is nothing with %s: the endpoint says why it failed', async (_, container, reason) => {
    hosting.hosting.images.register({ image: 'gone', command: ['node'], cwd: '/no/such/directory' });
    const model = await hosting.model({}, { PrimaryContainer: { Image: IMAGE, ...container } });
    await hosting.config(`config-${model}`, { ProductionVariants: [variant('main', model)] });
    await hosting.createEndpoint(`endpoint-${model}`, `config-${model}`);
    expect((await hosting.settled(`endpoint-${model}`, 'Failed')).FailureReason).toContain(reason);
  });
});
