import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { KeyUse, keyUseStatement, RuntimeFunction } from '../core';
import { type ArtifactSourceConfig, objectPathOf } from './artifact-source';
import type { ArtifactStore } from './artifact-store';

/** The function that verifies the artifacts of a stack, one for each store that the stack uses. */
export class ArtifactVerifier extends Construct {
  /** The verifier of a stack; made when it is first asked for. */
  static for(scope: Construct, store: ArtifactStore): ArtifactVerifier {
    const stack = Stack.of(scope);
    const id = `ArtifactVerifier${store.node.addr.slice(-8)}`;
    return (stack.node.tryFindChild(id) as ArtifactVerifier | undefined) ?? new ArtifactVerifier(stack, id, store);
  }

  readonly function: RuntimeFunction;

  private constructor(
    scope: Construct,
    id: string,
    private readonly store: ArtifactStore,
  ) {
    super(scope, id);
    this.function = new RuntimeFunction(this, 'Function', {
      ...store.functionSettings,
      bundle: 'verified-artifact',
      description: 'Verifies model artifacts and stores them under their digest',
      logsKey: store.keys.logs,
      messagingKey: store.keys.messaging,
      alarmActions: store.alerts?.alarmActions,
      // Reading and hashing runs at 50 to 100 MB/s: the longest that Lambda allows is good for some tens of GB.
      timeout: Duration.minutes(15),
      // One full core: hashing is bound by the processor.
      memorySize: 1769,
    });
    store.grantReadArtifacts(this.function.role);
    store.grantWriteArtifacts(this.function.role);
    // Without it S3 answers "forbidden" about an object that does not exist yet, which looks like a denial.
    this.function.allow(
      new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [store.artifactBucket.bucketArn] }),
    );
  }

  /** Lets the function read one source object. */
  allowSource(source: ArtifactSourceConfig): void {
    this.function.allow(
      new iam.PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [`arn:${Stack.of(this).partition}:s3:::${objectPathOf(source.uri)}`],
      }),
    );
    const key = source.encryptionKey;
    if (key !== undefined) this.function.allow(keyUseStatement(this.store, key, KeyUse.READ, 's3'));
  }
}
