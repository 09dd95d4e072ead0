import { DefaultStackSynthesizer, Fn, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

const OBJECT_ACTIONS = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:GetObjectAttributes',
  's3:PutObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];
const BUCKET_ACTIONS = ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketLocation'];

/** What passes the S3 endpoint of a network. The list grows until synthesis. */
export class BucketAccess {
  private readonly bucketArns: string[] = [];
  private allOfAccount = false;

  constructor(private readonly network: IConstruct) {}

  /**
   * A bucket that another stack creates cannot be named: the network's stack would refer to it while it refers to the
   * network. Then every bucket of the account passes, and still none of another.
   */
  allow(bucket: s3.IBucket): void {
    const foreign = Token.isUnresolved(bucket.bucketArn) && Stack.of(bucket) !== Stack.of(this.network);
    if (foreign) this.allOfAccount = true;
    else if (!this.bucketArns.includes(bucket.bucketArn)) this.bucketArns.push(bucket.bucketArn);
  }

  statements(): iam.PolicyStatement[] {
    const { account } = Stack.of(this.network);
    const ours = { 'aws:PrincipalAccount': account };
    const named = [...this.bucketArns].sort();
    const statements = [this.assets(), this.answers(), this.imageLayers()];
    if (named.length > 0) {
      statements.push(
        this.statement(
          'OurBuckets',
          named.flatMap((arn) => [arn, `${arn}/*`]),
          [...BUCKET_ACTIONS, ...OBJECT_ACTIONS],
          ours,
        ),
      );
    }
    if (this.allOfAccount) {
      const ofAccount = { ...ours, 'aws:ResourceAccount': account };
      statements.push(this.statement('BucketsOfOurAccount', ['*'], [...BUCKET_ACTIONS, ...OBJECT_ACTIONS], ofAccount));
    }
    return statements;
  }

  /** What the CDK uploads: a model artifact may be among it. */
  private assets(): iam.PolicyStatement {
    const { partition, region, account, synthesizer } = Stack.of(this.network);
    const qualifier = synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
    const bucket = `arn:${partition}:s3:::cdk-${qualifier}-assets-${account}-${region}`;
    return this.statement('Assets', [`${bucket}/*`], ['s3:GetObject', 's3:GetObjectVersion'], {
      'aws:PrincipalAccount': account,
    });
  }

  /**
   * Custom resources answer CloudFormation through a URL that CloudFormation has signed, into buckets of its own.
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html
   */
  private answers(): iam.PolicyStatement {
    const { partition, region } = Stack.of(this.network);
    const compact = Token.isUnresolved(region) ? Fn.join('', Fn.split('-', region, 3)) : region.replaceAll('-', '');
    const bucket = `arn:${partition}:s3:::cloudformation-custom-resource-response-${compact}`;
    return this.statement('AnswersToCloudFormation', [`${bucket}/*`], ['s3:PutObject']);
  }

  /** https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms */
  private imageLayers(): iam.PolicyStatement {
    const { partition, region } = Stack.of(this.network);
    const bucket = `arn:${partition}:s3:::prod-${region}-starport-layer-bucket`;
    return this.statement('ImageLayers', [`${bucket}/*`], ['s3:GetObject']);
  }

  private statement(
    sid: string,
    resources: string[],
    actions: string[],
    equals?: Record<string, string>,
  ): iam.PolicyStatement {
    return new iam.PolicyStatement({
      sid,
      principals: [new iam.AnyPrincipal()],
      actions,
      resources,
      conditions: equals === undefined ? undefined : { StringEquals: equals },
    });
  }
}
