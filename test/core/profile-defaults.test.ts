import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ComplianceProfile, ComplianceProfiles } from '../../lib';
import {
  allowCloudWatchLogs,
  RuntimeFunction,
  type RuntimeFunctionProps,
  secureKey,
  secureLogGroup,
} from '../../lib/core';

process.env['CDK_VALIDATION'] = 'false';

function stackOf(profile: ComplianceProfile): Stack {
  const stack = new Stack(new App(), 'Test');
  ComplianceProfiles.choose(stack, profile);
  return stack;
}

function functionIn(stack: Stack, id: string, changes: Partial<RuntimeFunctionProps> = {}): RuntimeFunction {
  const key = secureKey(stack, `${id}Key`, { description: 'test' });
  allowCloudWatchLogs(stack, key);
  return new RuntimeFunction(stack, id, {
    bundle: 'verified-artifact',
    description: 'test',
    logsKey: key,
    messagingKey: key,
    ...changes,
  });
}

const { STARTER, BUSINESS, REGULATED } = ComplianceProfile;

describe('in the regulated profile', () => {
  test('a log group masks what names a person and what opens a door, and leaves addresses of machines readable', () => {
    const stack = stackOf(REGULATED);
    secureLogGroup(stack, 'Logs', { encryptionKey: secureKey(stack, 'Key', { description: 'test' }) });
    const [group] = Object.values(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'));
    const [audit, deidentify] = group?.['Properties']?.DataProtectionPolicy?.Statement ?? [];
    const identifiers = JSON.stringify(deidentify.DataIdentifier);
    for (const name of ['EmailAddress', 'CreditCardNumber', 'AwsSecretKey', 'Name'])
      expect(identifiers).toContain(name);
    expect(identifiers).not.toContain('IpAddress');
    expect(deidentify.Operation).toEqual({ Deidentify: { MaskConfig: {} } });
    expect(audit.DataIdentifier).toEqual(deidentify.DataIdentifier);
  });

  test('all functions of a stack share one code signing configuration, which reports and does not refuse', () => {
    const stack = stackOf(REGULATED);
    functionIn(stack, 'One');
    functionIn(stack, 'Two');
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Signer::SigningProfile', 1);
    template.hasResourceProperties('AWS::Lambda::CodeSigningConfig', {
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Warn' },
    });
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const configs = functions.map(({ Properties }) => JSON.stringify(Properties.CodeSigningConfigArn));
    expect(new Set(configs).size).toBe(1);
    expect(configs[0]).toContain('FunctionCodeSigning');
  });

  test('a code signing configuration of one’s own goes before the default', () => {
    const stack = stackOf(REGULATED);
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:code-signing-config:csc-0123456789abcdef0';
    const codeSigningConfig = lambda.CodeSigningConfig.fromCodeSigningConfigArn(stack, 'Ours', arn);
    functionIn(stack, 'One', { codeSigningConfig });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::CodeSigningConfig', 0);
    template.hasResourceProperties('AWS::Lambda::Function', { CodeSigningConfigArn: arn });
  });
});

test.each([STARTER, BUSINESS])('in the %s profile logs are not masked and code is not signed', (profile) => {
  const stack = stackOf(profile);
  functionIn(stack, 'One');
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Logs::LogGroup', { DataProtectionPolicy: Match.absent() });
  template.hasResourceProperties('AWS::Lambda::Function', { CodeSigningConfigArn: Match.absent() });
});
