import type { Rule, RuleContext } from '../../checks/check';
import { at, isPresent, listOf, type Resource, unknownIn } from '../../template';
import { isAccessLogTarget } from '../encryption/bucket-customer-key';
import { allOf, expectOneOf, expectPresent, fail, NOT_APPLICABLE, PASS, undecided } from '../expect';

function bucket(resource: Resource, { application }: RuleContext) {
  if (isAccessLogTarget(resource, application)) return NOT_APPLICABLE;
  return expectPresent(resource, 'LoggingConfiguration', 'access to its objects is not logged');
}

function restStage(resource: Resource) {
  const settings = resource.get('MethodSettings');
  const level = listOf(settings).map((setting) => at(setting, 'LoggingLevel'));
  const executed = level.some((each) => each === 'INFO' || each === 'ERROR');
  const open = unknownIn(settings);
  const missing = open ? undecided('MethodSettings', open) : fail('MethodSettings', 'executions are not logged');
  return allOf(
    expectPresent(resource, 'AccessLogSetting.DestinationArn', 'calls are not logged'),
    executed ? PASS : missing,
  );
}

function webAcl(resource: Resource, { application }: RuleContext) {
  const logs = application.referrers(resource, ['AWS::WAFv2::LoggingConfiguration'], 'ResourceArn');
  return logs.length > 0 ? PASS : fail('', 'blocked requests are not logged');
}

function stateMachine(resource: Resource) {
  return allOf(
    expectOneOf(resource, 'LoggingConfiguration.Level', ['ALL'], 'not every step is logged'),
    isPresent(resource.get('LoggingConfiguration.Destinations'))
      ? PASS
      : fail('LoggingConfiguration.Destinations', 'its log goes nowhere'),
  );
}

const BY_TYPE: Readonly<Record<string, Rule>> = {
  'AWS::S3::Bucket': bucket,
  'AWS::ApiGateway::Stage': restStage,
  'AWS::ApiGatewayV2::Stage': (resource) =>
    expectPresent(resource, 'AccessLogSettings.DestinationArn', 'calls are not logged'),
  'AWS::WAFv2::WebACL': webAcl,
  'AWS::StepFunctions::StateMachine': stateMachine,
};

export const LOGGING_TYPES = Object.keys(BY_TYPE);

/** What a service is asked and does is written down. */
export const serviceLogs: Rule = (resource, context) => BY_TYPE[resource.type]?.(resource, context);
