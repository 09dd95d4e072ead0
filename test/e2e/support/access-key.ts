import { CreateAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import type { LocalAccount } from '../../local-aws/account';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A new key of a user. */
export async function accessKeyOf({ clientConfig }: LocalAccount, UserName: string): Promise<AccessKey> {
  const { AccessKey } = await new IAMClient(clientConfig).send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}
