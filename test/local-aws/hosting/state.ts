/** What one account holds in one region, in memory. */
import type {
  CreateEndpointConfigInput,
  CreateModelInput,
  CreateModelPackageInput,
  ModelApprovalStatus,
  Tag,
} from '@aws-sdk/client-sagemaker';
import type { Endpoint } from './fleet/endpoint';

interface Named {
  readonly name: string;
  readonly arn: string;
  /** Epoch seconds. */
  readonly creationTime: number;
}

export interface StoredModel extends Named {
  readonly input: CreateModelInput;
}

export interface StoredEndpointConfig extends Named {
  readonly input: CreateEndpointConfigInput;
}

export interface StoredModelPackageGroup extends Named {
  readonly description?: string;
  /** Version that the next package of this group gets. Versions of deleted packages are never used again. */
  nextVersion: number;
}

export interface StoredModelPackage extends Named {
  readonly group?: string;
  readonly version?: number;
  readonly input: CreateModelPackageInput;
  approvalStatus?: ModelApprovalStatus;
  approvalDescription?: string;
  customerMetadata: Record<string, string>;
  /** Epoch seconds; absent until the first update. */
  lastModifiedTime?: number;
}

export class Account {
  readonly models = new Map<string, StoredModel>();
  readonly endpointConfigs = new Map<string, StoredEndpointConfig>();
  readonly endpoints = new Map<string, Endpoint>();
  readonly modelPackageGroups = new Map<string, StoredModelPackageGroup>();
  /** By ARN. */
  readonly modelPackages = new Map<string, StoredModelPackage>();
  /** By ARN of the tagged resource. */
  readonly tags = new Map<string, Tag[]>();

  constructor(
    readonly id: string,
    readonly region: string,
  ) {}

  /** ARN of a SageMaker resource. The service writes names in lower case in it. */
  arn(kind: string, name: string): string {
    return `arn:aws:sagemaker:${this.region}:${this.id}:${kind}/${name.toLowerCase()}`;
  }
}

export class Accounts {
  private readonly known = new Map<string, Account>();

  of(id: string, region: string): Account {
    const key = `${id}/${region}`;
    const account = this.known.get(key) ?? new Account(id, region);
    this.known.set(key, account);
    return account;
  }

  all(): Account[] {
    return [...this.known.values()];
  }

  /** Forgets every account and gives back what they held, so that the caller can stop what runs. */
  clear(): Account[] {
    const held = this.all();
    this.known.clear();
    return held;
  }
}

/** Now, in the epoch seconds that the JSON protocol uses. */
export function epochSeconds(): number {
  return Date.now() / 1000;
}
