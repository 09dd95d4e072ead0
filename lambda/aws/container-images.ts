import {
  DescribeImagesCommand,
  type ECRClient,
  ImageNotFoundException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';

/** What is known about an image in a registry. */
export type ImageState =
  | { readonly kind: 'present'; readonly criticalFindings: number }
  | { readonly kind: 'absent' }
  /** A registry of somebody else, which is not asked. */
  | { readonly kind: 'elsewhere' };

export interface ContainerImages {
  find(image: string): Promise<ImageState>;
}

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:<digest>` */
const ECR_IMAGE = /^(\d{12})\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/([^@]+)@(sha256:[0-9a-f]{64})$/;

export class EcrImages implements ContainerImages {
  constructor(private readonly client: ECRClient) {}

  async find(image: string): Promise<ImageState> {
    const [, registryId, repositoryName, imageDigest] = ECR_IMAGE.exec(image) ?? [];
    if (imageDigest === undefined) return { kind: 'elsewhere' };
    try {
      const { imageDetails = [] } = await this.client.send(
        new DescribeImagesCommand({ registryId, repositoryName, imageIds: [{ imageDigest }] }),
      );
      if (imageDetails.length === 0) return { kind: 'absent' };
      const counts = imageDetails[0]?.imageScanFindingsSummary?.findingSeverityCounts;
      return { kind: 'present', criticalFindings: counts?.CRITICAL ?? 0 };
    } catch (error) {
      if (error instanceof ImageNotFoundException || error instanceof RepositoryNotFoundException) {
        return { kind: 'absent' };
      }
      throw error;
    }
  }
}
