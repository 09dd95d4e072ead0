import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import type { LocalAccount, ServiceCalls } from '../../local-aws/account';

/** What one role may do and what it has done, as actions of IAM. */
export interface RoleUse {
  readonly granted: ReadonlySet<string>;
  readonly made: ReadonlySet<string>;
}

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

async function actionsOf(iam: IAMClient, RoleName: string): Promise<readonly string[]> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const documents = await Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: readonly { Action: string | string[] }[] };
    }),
  );
  return documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => list(Action)));
}

/**
 * Compares the policies of roles with what has been called under them.
 *
 * @param parts what a role is called here, by a pattern of its name
 */
export async function useOfRoles(
  account: LocalAccount,
  parts: Readonly<Record<string, RegExp>>,
  calls: readonly ServiceCalls[],
): Promise<ReadonlyMap<string, RoleUse>> {
  const iam = new IAMClient(account.clientConfig);
  const { Roles = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1000 }));
  const names = Roles.map(({ RoleName = '' }) => RoleName);
  const used = new Map<string, RoleUse>();
  for (const [part, pattern] of Object.entries(parts)) {
    const [name, ...others] = names.filter((each) => pattern.test(each));
    if (name === undefined || others.length > 0) throw new Error(`${part}: ${others.length + 1} roles of ${names}`);
    const granted = new Set(await actionsOf(iam, name));
    const own = calls.filter(({ principal }) => pattern.test(principal));
    used.set(part, { granted, made: new Set(own.map(({ service, action }) => `${service}:${action}`)) });
  }
  return used;
}
