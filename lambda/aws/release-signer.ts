import { createHash } from 'node:crypto';
import { type KMSClient, KMSInvalidSignatureException, SignCommand, VerifyCommand } from '@aws-sdk/client-kms';
import { canonicalJson, type Release, type SignedRelease } from '../../lib/contract';

/** What signs releases, and tells a changed one. */
export interface ReleaseSigner {
  sign(release: Release): Promise<SignedRelease>;
  verify(signed: SignedRelease): Promise<boolean>;
}

const ALGORITHM = 'ECDSA_SHA_256';

function digestOf(release: Release): Buffer {
  // What a store leaves out of a record must not change its digest.
  return createHash('sha256').update(canonicalJson(release)).digest();
}

/** Signs with an asymmetric KMS key, which never leaves KMS: who can write the ledger cannot forge a release. */
export class KmsReleaseSigner implements ReleaseSigner {
  constructor(
    private readonly client: KMSClient,
    private readonly keyArn: string,
  ) {}

  async sign(release: Release): Promise<SignedRelease> {
    const { Signature } = await this.client.send(
      new SignCommand({
        KeyId: this.keyArn,
        Message: digestOf(release),
        MessageType: 'DIGEST',
        SigningAlgorithm: ALGORITHM,
      }),
    );
    if (Signature === undefined) throw new Error(`KMS gave no signature by ${this.keyArn}.`);
    return { release, signature: Buffer.from(Signature).toString('base64'), keyArn: this.keyArn };
  }

  /** With this machine's key, whatever the record says it was signed by. */
  async verify({ release, signature }: SignedRelease): Promise<boolean> {
    try {
      const { SignatureValid = false } = await this.client.send(
        new VerifyCommand({
          KeyId: this.keyArn,
          Message: digestOf(release),
          MessageType: 'DIGEST',
          Signature: Buffer.from(signature, 'base64'),
          SigningAlgorithm: ALGORITHM,
        }),
      );
      return SignatureValid;
    } catch (error) {
      if (error instanceof KMSInvalidSignatureException) return false;
      throw error;
    }
  }
}
