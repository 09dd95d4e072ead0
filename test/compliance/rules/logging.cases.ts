import { type CheckCases, either, joined, NO_VALUE, PARAMETER, SUBJECT_ARN } from './cases';

const select = (type: unknown) => ({
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: [type] },
  ],
});
const SELECTORS = [select('AWS::S3::Object'), select('AWS::SageMaker::Endpoint')];
const capture = (...modes: readonly unknown[]) => ({
  DataCaptureConfig: { EnableCapture: true, CaptureOptions: modes.map((mode) => ({ CaptureMode: mode })) },
});
const ROLLBACK = { AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] } };
const BLUE_GREEN = { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY' } } };

export const LOGGING: readonly CheckCases[] = [
  {
    check: 59,
    type: 'AWS::CloudTrail::Trail',
    cases: [
      ['is validated and watched', 'PASS', { EnableLogFileValidation: true, CloudWatchLogsLogGroupArn: 'arn' }],
      ['is not validated', 'FAIL', { CloudWatchLogsLogGroupArn: 'arn' }],
      ['is not watched', 'FAIL', { EnableLogFileValidation: true }],
      [
        'leaves validation to a parameter',
        'UNKNOWN',
        { EnableLogFileValidation: PARAMETER, CloudWatchLogsLogGroupArn: 'arn' },
      ],
    ],
  },
  {
    check: 60,
    type: 'AWS::CloudTrail::Trail',
    cases: [
      [
        'records every Region and both kinds of data events',
        'PASS',
        { IsMultiRegionTrail: true, AdvancedEventSelectors: SELECTORS },
      ],
      [
        'shares the data events with another trail',
        'PASS',
        { IsMultiRegionTrail: true, AdvancedEventSelectors: [SELECTORS[0]] },
        {
          resources: {
            Other: { Type: 'AWS::CloudTrail::Trail', Properties: { AdvancedEventSelectors: [SELECTORS[1]] } },
          },
        },
      ],
      ['records one Region', 'FAIL', { AdvancedEventSelectors: SELECTORS }],
      [
        'records no calls of the model',
        'FAIL',
        {
          IsMultiRegionTrail: true,
          EventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }],
        },
      ],
      [
        'selects management events of the right type',
        'FAIL',
        {
          IsMultiRegionTrail: true,
          AdvancedEventSelectors: SELECTORS.map((each) => ({
            FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, each.FieldSelectors[1]],
          })),
        },
      ],
      [
        'takes its selectors from a parameter',
        'UNKNOWN',
        { IsMultiRegionTrail: true, AdvancedEventSelectors: PARAMETER },
      ],
    ],
  },
  {
    check: 63,
    type: 'AWS::SageMaker::EndpointConfig',
    cases: [
      ['captures input and output', 'PASS', capture('Input', 'Output')],
      ['captures both in one mode', 'PASS', capture('InputAndOutput')],
      ['says nothing', 'FAIL', {}],
      ['captures input only', 'FAIL', capture('Input')],
      [
        'has capture switched off',
        'FAIL',
        { DataCaptureConfig: { ...capture('Input', 'Output').DataCaptureConfig, EnableCapture: false } },
      ],
      ['takes a mode from a parameter', 'UNKNOWN', capture('Input', PARAMETER)],
      ['is serverless, which cannot capture', 'NOT_APPLICABLE', { ProductionVariants: [{ ServerlessConfig: {} }] }],
      [
        'captures nothing and is serverless where a condition says so',
        'UNKNOWN',
        { ProductionVariants: [{ ServerlessConfig: either({}, NO_VALUE) }] },
      ],
    ],
  },
  {
    check: 65,
    type: 'AWS::CloudWatch::Alarm',
    cases: [
      [
        'notifies a topic',
        'PASS',
        { AlarmActions: [{ Ref: 'Topic' }] },
        { resources: { Topic: { Type: 'AWS::SNS::Topic' } } },
      ],
      ['does nothing', 'FAIL', {}],
      ['has an empty list of actions', 'FAIL', { AlarmActions: [] }],
      ['has its actions switched off', 'FAIL', { AlarmActions: ['arn'], ActionsEnabled: false }],
      ['takes its actions from a parameter', 'UNKNOWN', { AlarmActions: PARAMETER }],
      [
        'rolls a deployment back',
        'PASS',
        { AlarmName: 'errors' },
        {
          resources: {
            Endpoint: {
              Type: 'AWS::SageMaker::Endpoint',
              Properties: { DeploymentConfig: { ...ROLLBACK, ...BLUE_GREEN } },
            },
          },
        },
      ],
      [
        'rolls a deployment back that a condition chooses',
        'PASS',
        { AlarmName: { 'Fn::Sub': '${P}-errors' } },
        {
          resources: {
            Endpoint: {
              Type: 'AWS::SageMaker::Endpoint',
              Properties: {
                DeploymentConfig: either(
                  { AutoRollbackConfiguration: { Alarms: [{ AlarmName: { 'Fn::Sub': '${P}-errors' } }] } },
                  NO_VALUE,
                ),
              },
            },
          },
        },
      ],
      [
        'rolls back a deployment of a released endpoint',
        'PASS',
        {},
        {
          resources: {
            Endpoint: {
              Type: 'Custom::ReleasedEndpoint',
              Properties: {
                DeploymentConfig: { AutoRollbackConfiguration: { Alarms: [{ AlarmName: { Ref: 'Subject' } }] } },
              },
            },
          },
        },
      ],
      [
        'is part of a composite alarm',
        'PASS',
        {},
        {
          resources: {
            All: {
              Type: 'AWS::CloudWatch::CompositeAlarm',
              Properties: { AlarmRule: joined('ALARM("', SUBJECT_ARN, '")') },
            },
          },
        },
      ],
    ],
  },
  {
    check: 89,
    type: 'AWS::SageMaker::Endpoint',
    cases: [
      ['shifts traffic under an alarm', 'PASS', { DeploymentConfig: { ...BLUE_GREEN, ...ROLLBACK } }],
      [
        'replaces in batches under an alarm',
        'PASS',
        { DeploymentConfig: { RollingUpdatePolicy: { MaximumBatchSize: {} }, ...ROLLBACK } },
      ],
      ['says nothing', 'FAIL', {}],
      ['has no alarm', 'FAIL', { DeploymentConfig: BLUE_GREEN }],
      ['has an alarm and no policy', 'FAIL', { DeploymentConfig: ROLLBACK }],
      [
        'takes its alarms from a parameter',
        'UNKNOWN',
        { DeploymentConfig: { ...BLUE_GREEN, AutoRollbackConfiguration: { Alarms: PARAMETER } } },
      ],
      ['is released by the release machine without guard', 'FAIL', {}, { type: 'Custom::ReleasedEndpoint' }],
      [
        'is released by the release machine under an alarm',
        'PASS',
        { DeploymentConfig: { ...BLUE_GREEN, ...ROLLBACK } },
        { type: 'Custom::ReleasedEndpoint' },
      ],
    ],
  },
];
