import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as signer from 'aws-cdk-lib/aws-signer';
import type { Construct } from 'constructs';
import { isRegulated } from './is-regulated';

const ID = 'FunctionCodeSigning';

/**
 * The code signing of a function that was given none: in the regulated profile one configuration a stack, elsewhere none.
 *
 * It warns: the CDK uploads code without a signature, so one that enforced would refuse every deployment. Whoever signs
 * what is uploaded passes a configuration of their own that enforces.
 */
export function defaultCodeSigning(scope: Construct): lambda.ICodeSigningConfig | undefined {
  if (!isRegulated(scope)) return undefined;
  const stack = Stack.of(scope);
  const made = stack.node.tryFindChild(ID) as lambda.CodeSigningConfig | undefined;
  if (made !== undefined) return made;
  return new lambda.CodeSigningConfig(stack, ID, {
    description: 'Who may sign the code of functions; reports code that nobody signed',
    signingProfiles: [
      new signer.SigningProfile(stack, `${ID}Profile`, { platform: signer.Platform.AWS_LAMBDA_SHA384_ECDSA }),
    ],
    untrustedArtifactOnDeployment: lambda.UntrustedArtifactOnDeployment.WARN,
  });
}
