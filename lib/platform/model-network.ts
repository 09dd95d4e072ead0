import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { type FunctionSettings, functionSettingsOf, isRegulated, Problems } from '../core';
import { type ArtifactStore, type EncryptionKeys, type IPrivateNetwork, PrivateNetwork } from '../foundation';
import type { ModelVersion } from '../registry';
import { ReleasedEndpoint } from '../release';
import type { ProductionModelProps } from './production-model-props';

/** Where a model and its functions stand: the given network or VPC, in the regulated profile a network of its own. */
export class ModelNetwork {
  /** Functions as they were asked for, placed in the network. */
  readonly settings: FunctionSettings;
  /** The network, unless there is none or it is only known as a VPC. */
  readonly network?: IPrivateNetwork;

  constructor(
    private readonly scope: Construct,
    props: ProductionModelProps,
    keys: EncryptionKeys,
  ) {
    const settings = functionSettingsOf(props);
    this.network = props.network;
    const unplaced = props.vpc === undefined && props.network === undefined;
    if (unplaced && (props.ownNetwork !== undefined || isRegulated(scope))) {
      const { permissionsBoundary, logRetention, removalPolicy } = props;
      const likeTheRest = { encryptionKey: keys.logs, permissionsBoundary, logRetention, removalPolicy };
      this.network = new PrivateNetwork(scope, 'Network', { ...likeTheRest, ...props.ownNetwork });
    }
    this.settings =
      this.network === undefined
        ? settings
        : {
            ...settings,
            vpc: this.network.vpc,
            vpcSubnets: this.network.subnets,
            securityGroups: this.network.securityGroups,
          };
  }

  /** Lets through what a model needs: its store, where its artifacts come from, and its callers. */
  open(store: ArtifactStore, endpointName: string, versions: readonly ModelVersion[]): void {
    const { network } = this;
    if (network === undefined) return;
    for (const bucket of [store.artifactBucket, store.inferenceDataBucket, store.evidenceBucket]) {
      network.allowBucket(bucket);
    }
    const sources = versions.flatMap(({ artifactUri }) => /^s3:\/\/([^/]+)\//.exec(artifactUri ?? '')?.[1] ?? []);
    for (const bucketName of new Set(sources)) {
      network.allowBucket(s3.Bucket.fromBucketName(this.scope, `Source-${bucketName}`, bucketName));
    }
    network.allowEndpoint(endpointName);
    for (const service of ReleasedEndpoint.networkServices()) network.connect(service);
  }
}

/** One property says where everything stands: a second one would contradict it. */
export function checkNetworkProps(scope: Construct, props: ProductionModelProps): void {
  const problems = new Problems(scope);
  const refuseBeside = (chosen: 'network' | 'ownNetwork', others: readonly (keyof ProductionModelProps)[]) => {
    for (const prop of others) {
      problems.expect(props[chosen] === undefined || props[prop] === undefined, {
        prop,
        value: `given beside ${chosen}`,
        expected: `no value beside ${chosen}`,
        remedy: 'Give one of them; PrivateNetwork.fromAttributes makes a network of an existing VPC.',
      });
    }
  };
  refuseBeside('network', ['ownNetwork', 'vpc', 'vpcSubnets', 'securityGroups']);
  refuseBeside('ownNetwork', ['vpc', 'vpcSubnets', 'securityGroups']);
  problems.throwIfAny();
}
