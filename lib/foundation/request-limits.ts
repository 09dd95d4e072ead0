import { ArnFormat, Names, RemovalPolicy, type Size, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { Problems, secureLogGroup } from '../core';
import type { EncryptionKeys } from './encryption-keys';

/** Properties of `RequestLimits`. */
export interface RequestLimitsProps {
  /** Its `logs` key encrypts the record of blocked requests. */
  readonly keys: EncryptionKeys;

  /**
   * Requests that one address may send in five minutes: 10 to 2,000,000,000. The next ones are blocked until it is
   * slower. A model is copied by asking it millions of times.
   *
   * @default 2000
   */
  readonly requestsPerFiveMinutes?: number;

  /**
   * Largest body of a request: 1 byte to 64 KiB, which is as much as the firewall of an API can look at. Larger ones are
   * blocked.
   *
   * @default Size.kibibytes(16)
   */
  readonly maximumBody?: Size;

  /**
   * How long the record of blocked requests is kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What happens to the record of blocked requests when the construct is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const DEFAULT_RATE = 2000;
const RATE_WINDOW_SECONDS = 300;
const KIBIBYTE = 1024;
const DEFAULT_BODY_BYTES = 16 * KIBIBYTE;
/** Beyond the default of 16 KiB the inspection has to be widened, and costs more. */
const INSPECTION_LIMITS = [16, 32, 48, 64] as const;
const MANAGED_GROUPS = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'] as const;

/**
 * A web application firewall before an API that a model answers behind: each address may ask so often, a request may be
 * so large, and known attackers and known attacks are turned away. What it blocks is recorded, without credentials.
 */
export class RequestLimits extends Construct {
  /** ARN of the web ACL. */
  readonly webAclArn: string;
  /** The record of blocked requests. */
  readonly logGroup: logs.ILogGroup;

  /** @throws ValidationError naming every property, value, range and remedy */
  constructor(scope: Construct, id: string, props: RequestLimitsProps) {
    super(scope, id);
    const bodyBytes = props.maximumBody?.toBytes() ?? DEFAULT_BODY_BYTES;
    const rate = props.requestsPerFiveMinutes ?? DEFAULT_RATE;
    const problems = new Problems(this);
    const rateRemedy = 'Count what the busiest honest caller sends in five minutes, and double it.';
    problems.integer('requestsPerFiveMinutes', rate, { min: 10, max: 2_000_000_000 }, rateRemedy);
    const bodyRemedy = 'Take larger inputs by a reference to an object in S3.';
    problems.integer('maximumBody (bytes)', bodyBytes, { min: 1, max: 64 * KIBIBYTE }, bodyRemedy);
    problems.throwIfAny();

    const acl = new wafv2.CfnWebACL(this, 'Resource', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('Requests'),
      associationConfig: inspection(bodyBytes),
      rules: [
        rateRule(rate),
        sizeRule(bodyBytes),
        ...MANAGED_GROUPS.map((name, index) => managedRule(name, 2 + index)),
      ],
    });
    this.webAclArn = acl.attrArn;
    const logGroup = secureLogGroup(this, 'Logs', {
      // WAF writes to groups of this prefix only.
      logGroupName: `aws-waf-logs-${Names.uniqueResourceName(this, { maxLength: 100, separator: '-' })}`,
      encryptionKey: props.keys.logs,
      retention: props.logRetention,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.logGroup = logGroup;
    const delivery = this.allowDelivery(logGroup);
    const logging = new wafv2.CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // WAF takes the ARN without the `:*` that CloudFormation ends it with.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroup.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: ['authorization', 'cookie', 'x-api-key'].map((Name) => ({ singleHeader: { Name } })),
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] },
        ],
      },
    });
    logging.node.addDependency(delivery);
  }

  /**
   * Puts the firewall before an API.
   *
   * @param stageArn ARN of a stage of a REST API: `Stage.stageArn`
   */
  protect(id: string, stageArn: string): void {
    new wafv2.CfnWebACLAssociation(this, id, { webAclArn: this.webAclArn, resourceArn: stageArn });
  }

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html */
  private allowDelivery(logGroup: logs.LogGroup): logs.CfnResourcePolicy {
    const { account, region, partition } = Stack.of(this);
    const document = new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logGroup.logGroupArn],
          conditions: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` },
          },
        }),
      ],
    });
    return new logs.CfnResourcePolicy(this, 'Delivery', {
      policyName: Names.uniqueResourceName(this, { maxLength: 100, separator: '-' }),
      policyDocument: Stack.of(this).toJsonString(document.toJSON()),
    });
  }
}

function visibility(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}

function rateRule(limit: number): wafv2.CfnWebACL.RuleProperty {
  return {
    name: 'RequestsOfOneAddress',
    priority: 0,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: RATE_WINDOW_SECONDS },
    },
    visibilityConfig: visibility('RequestsOfOneAddress'),
  };
}

function sizeRule(size: number): wafv2.CfnWebACL.RuleProperty {
  return {
    name: 'SizeOfBody',
    priority: 1,
    action: { block: { customResponse: { responseCode: 413 } } },
    statement: {
      sizeConstraintStatement: {
        comparisonOperator: 'GT',
        size,
        // What does not fit into the inspection is larger than allowed.
        fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
        textTransformations: [{ priority: 0, type: 'NONE' }],
      },
    },
    visibilityConfig: visibility('SizeOfBody'),
  };
}

function managedRule(name: string, priority: number): wafv2.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
    visibilityConfig: visibility(name),
  };
}

function inspection(bodyBytes: number): wafv2.CfnWebACL.AssociationConfigProperty | undefined {
  const limit = INSPECTION_LIMITS.find((kibibytes) => bodyBytes <= kibibytes * KIBIBYTE);
  if (limit === undefined || limit === INSPECTION_LIMITS[0]) return undefined;
  return { requestBody: { API_GATEWAY: { defaultSizeInspectionLimit: `KB_${limit}` } } };
}
