import { CfnParameter, Duration, Lazy, Size, Stack, Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { DeploymentPolicy } from '../../lib/serving';
import { type EndpointChanges, endpoint, modelVersion, refusalOf, scene, templateOf } from './endpoints';

/** Every place where a value may only be known at deployment. */
function places(stack: Stack): readonly EndpointChanges[] {
  const text = new CfnParameter(stack, 'Text').valueAsString;
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const seconds = Duration.seconds(number);
  const one = (changes: object): EndpointChanges => ({ productionVariants: [{ model: modelVersion(), ...changes }] });
  const scaling = { maxInstances: 4, targetInvocationsPerInstance: 100 };
  return [
    { endpointName: text },
    { captureSamplingPercentage: number },
    { tags: { owner: text } },
    { rollback: { serverErrorPercent: number, modelErrorPercent: number } },
    one({ variantName: text }),
    one({ instanceType: text }),
    one({ initialInstanceCount: number }),
    one({ initialWeight: number }),
    one({ environment: { SETTING: text } }),
    one({ containerStartupHealthCheckTimeout: seconds, modelDataDownloadTimeout: seconds }),
    one({ volumeSize: Size.gibibytes(number) }),
    one({ scaling: { ...scaling, minInstances: number } }),
    one({ scaling: { ...scaling, maxInstances: number } }),
    one({ scaling: { ...scaling, targetInvocationsPerInstance: number, scaleInCooldown: seconds } }),
    one({ model: modelVersion({ name: text }) }),
    one({ model: modelVersion({ version: text }) }),
    one({ model: modelVersion({ image: `${text}@sha256:${'b'.repeat(64)}` }) }),
    one({ model: modelVersion({ artifactUri: `s3://${text}/model.tar.gz` }) }),
    one({ model: modelVersion({ artifactSha256: text }) }),
    {
      shadowVariant: { model: modelVersion(), variantName: text, initialWeight: number, initialInstanceCount: number },
    },
    { deploymentPolicy: DeploymentPolicy.canary({ percent: number, waitInterval: seconds }) },
    { deploymentPolicy: DeploymentPolicy.linear({ instances: number, terminationWait: seconds }) },
    { deploymentPolicy: DeploymentPolicy.rolling({ rollbackPercent: number, maximumExecutionTimeout: seconds }) },
  ];
}

const count = places(scene().stack).length;

describe('a token', () => {
  test.each(Array.from({ length: count }, (_, index) => index))(
    'in place %i of all is no error, and synthesises',
    (index) => {
      const here = scene();
      endpoint(here, places(here.stack)[index]);
      expect(() => templateOf(here.stack)).not.toThrow();
    },
  );

  test('in any combination of places is no error', () => {
    fc.assert(
      fc.property(
        fc.subarray(
          // A shadow and a rolling deployment exclude each other, tokens or not.
          Array.from({ length: count - 1 }, (_, index) => index),
          { minLength: 2 },
        ),
        (chosen) => {
          const here = scene();
          const all = places(here.stack);
          const merged = Object.assign({}, ...chosen.map((index) => all[index])) as EndpointChanges;
          expect(() => endpoint(here, merged)).not.toThrow();
        },
      ),
      { numRuns: 15 },
    );
  });

  test('in the environment of a stack without account and Region is no error', () => {
    const here = scene();
    const agnostic = { ...here, stack: new Stack(here.stack.node.root as never, 'Agnostic') };
    expect(() => endpoint(agnostic)).not.toThrow();
  });

  test('leaves the hash of the configuration stable', () => {
    const hash = () => {
      const here = scene();
      Lazy.string({ produce: () => 'a token more' });
      return endpoint(here, places(here.stack)[6]).configurationHash;
    };
    expect(hash()).toBe(hash());
  });

  test('as an image still limits the pull to its repository', () => {
    const here = scene();
    const image = Token.asString({ Ref: 'Image' });
    endpoint(here, { productionVariants: [{ model: modelVersion({ image }) }] });
    const text = JSON.stringify(templateOf(here.stack).findResources('AWS::IAM::Policy'));
    expect(text).toContain(
      '{"Fn::Select":[0,{"Fn::Split":["@",{"Fn::Select":[1,{"Fn::Split":[".amazonaws.com/",{"Ref":"Image"}]}]}]}]}',
    );
  });

  test('in minutes cannot be converted at deployment, which is said', () => {
    const wait = Duration.minutes(Token.asNumber({ Ref: 'Minutes' }));
    const policy = DeploymentPolicy.canary({ waitInterval: wait });
    expect(refusalOf(() => endpoint(scene(), { deploymentPolicy: policy }))).toContain('Duration.seconds(token)');
  });

  test('as a latency cannot be converted to microseconds, which is said', () => {
    const p99Latency = Duration.seconds(Token.asNumber({ Ref: 'Latency' }));
    expect(refusalOf(() => endpoint(scene(), { rollback: { p99Latency } }))).toContain('a literal Duration');
  });

  test('as a share of errors is not divided, since it has no digits yet: the alarm compares in percent', () => {
    const here = scene();
    endpoint(here, {
      rollback: { serverErrorPercent: new CfnParameter(here.stack, 'Share', { type: 'Number' }).valueAsNumber },
    });
    const alarms = Object.values(templateOf(here.stack).findResources('AWS::CloudWatch::Alarm'));
    const alarm = alarms.map((each) => each['Properties']).find(({ Threshold }) => Threshold?.Ref === 'Share');
    expect(alarm.Metrics[0].Expression).toBe('100 * metric');
  });

  test('of an image does not stop the checks of everything else', () => {
    const image = Token.asString({ Ref: 'Image' });
    const changes = { productionVariants: [{ model: modelVersion({ image }), initialWeight: -1 }] };
    expect(refusalOf(() => endpoint(scene(), changes))).toContain('initialWeight is -1');
  });
});
