import { Size, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ComplianceProfile, ComplianceProfiles } from '../../lib';
import { EncryptionKeys, RequestLimits, type RequestLimitsProps } from '../../lib/foundation';
import { complianceFindings } from '../compliance/expect-compliant';
import { testStack } from '../core/support';

function limits(changes: Partial<RequestLimitsProps> = {}) {
  const stack = testStack();
  ComplianceProfiles.choose(stack, ComplianceProfile.REGULATED);
  Tags.of(stack).add('owner', 'a');
  Tags.of(stack).add('system', 'b');
  const keys = new EncryptionKeys(stack, 'Keys');
  return { stack, made: new RequestLimits(stack, 'Limits', { keys, ...changes }) };
}

const aclOf = (changes: Partial<RequestLimitsProps> = {}) =>
  Object.values(Template.fromStack(limits(changes).stack).findResources('AWS::WAFv2::WebACL'))[0]?.['Properties'];

test('the firewall passes every check of the regulated profile', () => {
  const { stack } = limits();
  expect(complianceFindings(stack, { profile: ComplianceProfile.REGULATED, strict: true })).toEqual([]);
});

test('one address may ask 2,000 times in five minutes, and is told that it was too often', () => {
  const [rate] = aclOf().Rules;
  expect(rate).toMatchObject({
    Priority: 0,
    Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
    Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP', EvaluationWindowSec: 300 } },
  });
});

test.each([
  [undefined, 16_384, undefined],
  [Size.bytes(1), 1, undefined],
  [Size.kibibytes(16), 16_384, undefined],
  [Size.bytes(16_385), 16_385, 'KB_32'],
  [Size.kibibytes(48), 49_152, 'KB_48'],
  [Size.kibibytes(64), 65_536, 'KB_64'],
])('a body above %p is blocked, and as much as that is looked at', (maximumBody, size, inspected) => {
  const acl = aclOf({ maximumBody });
  expect(acl.Rules[1]).toMatchObject({
    Action: { Block: { CustomResponse: { ResponseCode: 413 } } },
    Statement: {
      SizeConstraintStatement: {
        ComparisonOperator: 'GT',
        Size: size,
        FieldToMatch: { Body: { OversizeHandling: 'MATCH' } },
      },
    },
  });
  expect(acl.AssociationConfig?.RequestBody.API_GATEWAY.DefaultSizeInspectionLimit).toBe(inspected);
});

test('blocked requests are recorded without credentials, in a log group that only the delivery writes to', () => {
  const template = Template.fromStack(limits().stack);
  template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
    RedactedFields: ['authorization', 'cookie', 'x-api-key'].map((Name) => ({ SingleHeader: { Name } })),
    LoggingFilter: { DefaultBehavior: 'DROP', Filters: [Match.objectLike({ Behavior: 'KEEP' })] },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: Match.stringLikeRegexp('^aws-waf-logs-') });
  template.resourceCountIs('AWS::Logs::ResourcePolicy', 1);
});

test('rules have priorities of their own, which WAF insists on', () => {
  const priorities = aclOf().Rules.map(({ Priority }: { Priority: number }) => Priority);
  expect(new Set(priorities).size).toBe(priorities.length);
});

test('stands before the stages that it is put before', () => {
  const { stack, made } = limits();
  made.protect('Api', 'arn:aws:apigateway:eu-west-1::/restapis/abc/stages/live');
  Template.fromStack(stack).hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
    ResourceArn: 'arn:aws:apigateway:eu-west-1::/restapis/abc/stages/live',
    WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Limits'), 'Arn'] },
  });
});

test.each<[Partial<RequestLimitsProps>, string]>([
  [{ requestsPerFiveMinutes: 9 }, 'requestsPerFiveMinutes is 9; expected an integer from 10 to 2000000000'],
  [{ requestsPerFiveMinutes: 0 }, 'requestsPerFiveMinutes is 0'],
  [{ maximumBody: Size.bytes(0) }, 'maximumBody (bytes) is 0'],
  [{ maximumBody: Size.mebibytes(1) }, 'Take larger inputs by a reference to an object in S3.'],
])('%p is refused', (changes, said) => {
  expect(() => limits(changes)).toThrow(said);
});
