import { Fn, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isUnresolved, type Problems } from '../core';

/** SageMaker hosting pulls from private ECR repositories. https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html */
const ECR_IMAGE =
  /^(?<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.amazonaws\.(?:com|com\.cn|eu)\/(?<repository>[^@:]+)@sha256:[0-9a-f]{64}$/;

/** Checks that an image can be pulled by an endpoint in the Region of a construct. */
export function checkImage(problems: Problems, scope: IConstruct, prop: string, image: string): void {
  if (isUnresolved(image)) return;
  const region = ECR_IMAGE.exec(image)?.groups?.region;
  const { region: here } = Stack.of(scope);
  if (region === undefined) {
    problems.add({
      prop,
      value: image,
      expected: '<account>.dkr.ecr.<Region>.amazonaws.com/repository@sha256:…',
      remedy: 'Copy the image into an Amazon ECR repository of this account: SageMaker pulls from nowhere else.',
    });
  } else if (!isUnresolved(here) && region !== here) {
    problems.add({
      prop,
      value: image,
      expected: `an image in ${here}, the Region of the endpoint`,
      remedy: 'Replicate the repository into the Region; SageMaker pulls within its Region only.',
    });
  }
}

/** ARN of the repository that an image lies in, also where the image is only known at deployment. */
export function repositoryArn(scope: IConstruct, image: string): string {
  const stack = Stack.of(scope);
  const literal = isUnresolved(image) ? undefined : ECR_IMAGE.exec(image)?.groups;
  const china = !isUnresolved(stack.region) && stack.region.startsWith('cn-');
  const host = Fn.split('.', image);
  const path = () => Fn.select(1, Fn.split(china ? '.amazonaws.com.cn/' : '.amazonaws.com/', image));
  return stack.formatArn({
    service: 'ecr',
    resource: 'repository',
    account: literal?.account ?? Fn.select(0, host),
    region: literal?.region ?? Fn.select(3, host),
    resourceName: literal?.repository ?? Fn.select(0, Fn.split('@', path())),
  });
}
