import { Lazy, Names, Reference, Stack, Tags, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/** What a guarded list of roles may do that nobody else may. */
export interface GuardedAccess {
  readonly sid: string;
  readonly actions: readonly string[];
  /** Beginning of the key of the tag that lets a role of another stack pass. */
  readonly tagKey: string;
}

/**
 * A bucket policy statement that denies object actions to all but the roles admitted to it.
 *
 * The list grows until synthesis. A role of the bucket's own stack, or one known by a literal ARN, is admitted by ARN.
 * A role that another stack of the app creates cannot be: the bucket's stack would refer to it while it refers to the
 * bucket. It is admitted by a tag whose value names this bucket. Whoever may tag roles or sessions may admit one: guard
 * `iam:TagRole` and `sts:TagSession` like `iam:AttachRolePolicy`.
 *
 * Denied are object actions only, so the account can always manage the bucket and this policy; the root user passes,
 * because it could rewrite the policy anyway.
 */
export class ArtifactGuard {
  private readonly arns: string[] = [];
  /** A role has one value a tag, and may be admitted to several buckets: each has a tag of its own. */
  private readonly tagKey: string;
  private readonly tagValue: string;
  private tagged = false;

  constructor(
    private readonly owner: IConstruct,
    private readonly access: GuardedAccess,
  ) {
    this.tagKey = `${access.tagKey}-${owner.node.addr.slice(-8)}`;
    this.tagValue = Names.uniqueResourceName(owner, { maxLength: 128, separator: '-' });
  }

  protect(bucket: IBucket): void {
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: this.access.sid,
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: [...this.access.actions],
        resources: [bucket.arnForObjects('*')],
        conditions: {
          ArnNotEquals: { 'aws:PrincipalArn': Lazy.any({ produce: () => [this.rootArn(), ...this.arns] }) },
          StringNotEquals: Lazy.any({
            produce: () => (this.tagged ? { [`aws:PrincipalTag/${this.tagKey}`]: this.tagValue } : undefined),
          }),
        },
      }),
    );
  }

  admit(role: iam.IRole): void {
    const created = createdRole(role);
    if (created !== undefined && Stack.of(created) !== Stack.of(this.owner)) {
      Tags.of(created).add(this.tagKey, this.tagValue);
      this.tagged = true;
    } else if (!this.arns.includes(role.roleArn)) {
      this.arns.push(role.roleArn);
    }
  }

  private rootArn(): string {
    const { partition, account } = Stack.of(this.owner);
    return `arn:${partition}:iam::${account}:root`;
  }
}

/** The resource behind a role of this app; undefined for one that is only known by its ARN. */
function createdRole(role: iam.IRole): iam.CfnRole | undefined {
  const token = Tokenization.reverseString(role.roleArn).firstToken;
  if (token === undefined || !Reference.isReference(token)) return undefined;
  return token.target instanceof iam.CfnRole ? token.target : undefined;
}
