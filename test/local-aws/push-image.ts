import {
  CreateRepositoryCommand,
  type ECRClient,
  PutImageCommand,
  RepositoryAlreadyExistsException,
} from '@aws-sdk/client-ecr';

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<digest>` */
const ECR_IMAGE = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/([^@]+)@(sha256:[0-9a-f]{64})$/;

/** Makes the registry of the account know an image; there is nothing to pull. One of another registry is left alone. */
export async function pushImage(client: ECRClient, image: string): Promise<void> {
  const [, repositoryName, imageDigest] = ECR_IMAGE.exec(image) ?? [];
  if (repositoryName === undefined) return;
  try {
    await client.send(new CreateRepositoryCommand({ repositoryName }));
  } catch (error) {
    if (!(error instanceof RepositoryAlreadyExistsException)) throw error;
  }
  await client.send(new PutImageCommand({ repositoryName, imageManifest: image, imageDigest }));
}
