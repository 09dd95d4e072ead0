import { allow, type CheckCases, deny, joined, KEY, PARAMETER, policy, SUBJECT_ARN } from './cases';

const PLAIN_HTTP = { Bool: { 'aws:SecureTransport': 'false' } };
const EVERYTHING = [SUBJECT_ARN, joined(SUBJECT_ARN, '/*')];
const NO_TLS = deny({ Principal: '*', Action: 's3:*', Resource: EVERYTHING, Condition: PLAIN_HTTP });
const bucketPolicy = (document: unknown, bucket: unknown = { Ref: 'Subject' }) => ({
  resources: { Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: bucket, PolicyDocument: document } } },
});
const identity = (statement: object) => ({ PolicyDocument: policy(statement) });

export const ACCESS: readonly CheckCases[] = [
  {
    check: 3,
    type: 'AWS::S3::Bucket',
    cases: [
      ['has a policy that denies plain HTTP', 'PASS', {}, bucketPolicy(policy(NO_TLS))],
      [
        'denies plain HTTP to { AWS: "*" } in a single statement',
        'PASS',
        {},
        bucketPolicy({ Statement: { ...NO_TLS, Principal: { AWS: '*' } } }),
      ],
      [
        'is named literally by its policy',
        'PASS',
        { BucketName: 'data' },
        bucketPolicy(policy({ ...NO_TLS, Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'] }), 'data'),
      ],
      [
        'is named by its policy with the parameter that names it',
        'PASS',
        { BucketName: PARAMETER },
        bucketPolicy(
          policy({
            ...NO_TLS,
            Resource: ['arn:aws:s3:::${P}', 'arn:aws:s3:::${P}/*'].map((arn) => ({ 'Fn::Sub': arn })),
          }),
          PARAMETER,
        ),
      ],
      [
        'has a name made of parts that its policy repeats',
        'PASS',
        { BucketName: { 'Fn::Sub': '${P}-data' } },
        bucketPolicy(
          policy({
            ...NO_TLS,
            Resource: ['arn:aws:s3:::${P}-data', 'arn:aws:s3:::${P}-data/*'].map((arn) => ({ 'Fn::Sub': arn })),
          }),
        ),
      ],
      [
        'has a policy about a bucket of a longer name',
        'FAIL',
        { BucketName: PARAMETER },
        bucketPolicy(policy({ ...NO_TLS, Resource: { 'Fn::Sub': 'arn:aws:s3:::${P}-logs/*' } })),
      ],
      ['has no policy', 'FAIL', {}],
      [
        'has a policy about something else',
        'FAIL',
        {},
        bucketPolicy(
          policy(
            allow({ Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 's3:GetObject', Resource: '*' }),
          ),
        ),
      ],
      [
        'denies plain HTTP on its objects only',
        'FAIL',
        {},
        bucketPolicy(policy({ ...NO_TLS, Resource: joined(SUBJECT_ARN, '/*') })),
      ],
      ['denies plain HTTP on itself only', 'FAIL', {}, bucketPolicy(policy({ ...NO_TLS, Resource: SUBJECT_ARN }))],
      ['denies plain HTTP for reads only', 'FAIL', {}, bucketPolicy(policy({ ...NO_TLS, Action: 's3:GetObject' }))],
      [
        'denies plain HTTP to one role only',
        'FAIL',
        {},
        bucketPolicy(policy({ ...NO_TLS, Principal: { AWS: 'arn:aws:iam::111122223333:role/a' } })),
      ],
      [
        'denies plain HTTP from one network only',
        'FAIL',
        {},
        bucketPolicy(policy({ ...NO_TLS, Condition: { ...PLAIN_HTTP, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })),
      ],
      [
        'denies TLS instead of plain HTTP',
        'FAIL',
        {},
        bucketPolicy(policy({ ...NO_TLS, Condition: { Bool: { 'aws:SecureTransport': 'true' } } })),
      ],
      ['allows under the same condition', 'FAIL', {}, bucketPolicy(policy({ ...NO_TLS, Effect: 'Allow' }))],
      ['leaves plain HTTP to the policy of another bucket', 'FAIL', {}, bucketPolicy(policy(NO_TLS), 'another')],
      ['takes its policy from a parameter', 'UNKNOWN', {}, bucketPolicy(PARAMETER)],
    ],
  },
  {
    check: 6,
    type: 'AWS::IAM::Policy',
    cases: [
      [
        'names actions and resources',
        'PASS',
        identity(allow({ Action: ['kms:Decrypt'], Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } })),
        { resources: KEY },
      ],
      [
        'allows a prefix inside a named bucket',
        'PASS',
        identity(allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::models/flight/*' })),
      ],
      [
        'allows a prefix inside a bucket of the stack',
        'PASS',
        identity(allow({ Action: 's3:GetObject', Resource: joined({ 'Fn::GetAtt': ['Data', 'Arn'] }, '/models/*') })),
        { resources: { Data: { Type: 'AWS::S3::Bucket' } } },
      ],
      [
        'allows PutMetricData, which has no resource level',
        'PASS',
        identity(allow({ Action: 'cloudwatch:PutMetricData', Resource: '*' })),
      ],
      [
        'allows writing to a named log group',
        'PASS',
        identity(
          allow({ Action: 'logs:PutLogEvents', Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:/models/a:*' }),
        ),
      ],
      ['denies everything', 'PASS', identity(deny({ Action: '*', Resource: '*' }))],
      ...(
        [
          ['models named by a hash', 'sagemaker:CreateModel', 'sagemaker:eu-west-1:111122223333:model/flights-????'],
          ['configurations by prefix', 'sagemaker:DeleteModel', 'sagemaker:eu-west-1:111122223333:model/flights-*'],
          ['alarms by prefix', 'cloudwatch:PutMetricAlarm', 'cloudwatch:eu-west-1:111122223333:alarm:flights-??-*'],
          ['runs of one machine', 'states:DescribeExecution', 'states:eu-west-1:111122223333:execution:flights:*'],
        ] as const
      ).map(([title, Action, arn]): CheckCases['cases'][number] => [
        `allows ${title}, whose names come at run time`,
        'PASS',
        identity(allow({ Action, Resource: `arn:aws:${arn}` })),
      ]),
      ...(
        [
          ['every model', 'sagemaker:CreateModel', 'sagemaker:eu-west-1:111122223333:model/*'],
          ['models of every Region', 'sagemaker:CreateModel', 'sagemaker:*:111122223333:model/flights-*'],
          ['models of every account', 'sagemaker:CreateModel', 'sagemaker:eu-west-1:????????????:model/flights-*'],
          ['models that begin alike', 'sagemaker:CreateModel', 'sagemaker:eu-west-1:111122223333:model/flights*'],
          ['endpoints that begin alike', 'sagemaker:InvokeEndpoint', 'sagemaker:eu-west-1:111122223333:endpoint/a-*'],
          ['models of one letter', 'sagemaker:CreateModel', 'sagemaker:eu-west-1:111122223333:model/?'],
          ['every alarm', 'cloudwatch:DeleteAlarms', 'cloudwatch:eu-west-1:111122223333:alarm:*'],
          ['runs of every machine', 'states:StopExecution', 'states:eu-west-1:111122223333:execution:*'],
          ['runs of some machines', 'states:StopExecution', 'states:eu-west-1:111122223333:execution:f*:*'],
        ] as const
      ).map(([title, Action, arn]): CheckCases['cases'][number] => [
        `allows ${title}`,
        'FAIL',
        identity(allow({ Action, Resource: `arn:aws:${arn}` })),
      ]),
      [
        'allows to look events up, which has no resource level',
        'PASS',
        identity(allow({ Action: 'cloudtrail:LookupEvents', Resource: '*' })),
      ],
      [
        'allows a wildcard action',
        'FAIL',
        identity(allow({ Action: 'sagemaker:*', Resource: 'arn:aws:sagemaker:eu-west-1:111122223333:model/a' })),
      ],
      [
        'allows a wildcard inside an action',
        'FAIL',
        identity(allow({ Action: 's3:Get*', Resource: 'arn:aws:s3:::models' })),
      ],
      ['allows a wildcard resource', 'FAIL', identity(allow({ Action: 's3:GetObject', Resource: '*' }))],
      [
        'allows every bucket that begins alike',
        'FAIL',
        identity(allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::models*' })),
      ],
      [
        'hides a wildcard resource in a list',
        'FAIL',
        identity(allow({ Action: 'kms:Decrypt', Resource: [{ 'Fn::GetAtt': ['Key', 'Arn'] }, '*'] })),
        { resources: KEY },
      ],
      [
        'mixes an action without resource level with one that has it',
        'FAIL',
        identity(allow({ Action: ['cloudwatch:PutMetricData', 's3:GetObject'], Resource: '*' })),
      ],
      [
        'allows all but a few actions',
        'FAIL',
        identity(allow({ NotAction: 'iam:*', Resource: 'arn:aws:s3:::models' })),
      ],
      [
        'allows all but a few resources',
        'FAIL',
        identity(allow({ Action: 's3:GetObject', NotResource: 'arn:aws:s3:::models' })),
      ],
      ['takes its document from a parameter', 'UNKNOWN', { PolicyDocument: PARAMETER }],
      [
        'takes an action from a parameter',
        'UNKNOWN',
        identity(allow({ Action: PARAMETER, Resource: 'arn:aws:s3:::models' })),
      ],
      [
        'is inline in a role',
        'FAIL',
        { Policies: [{ PolicyName: 'a', PolicyDocument: policy(allow({ Action: '*', Resource: '*' })) }] },
        { type: 'AWS::IAM::Role' },
      ],
      ['is a role without policies', 'PASS', {}, { type: 'AWS::IAM::Role' }],
    ],
  },
];
