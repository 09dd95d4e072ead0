/** "SageMaker Model Package State Change": what release automation waits for. */
import type { Account } from '../state';
import type { FleetContext } from './fleet-factory';
import { findModelPackage } from './model-packages';

/** The operation, followed by the event of the package that it answers with. */
export function announcingPackage<I>(run: (account: Account, input: I) => object) {
  return ({ account, services }: FleetContext, input: I): object => {
    const answer = run(account, input);
    const found = findModelPackage(account, (answer as { ModelPackageArn: string }).ModelPackageArn);
    services.events.publish({
      detailType: 'SageMaker Model Package State Change',
      resource: found.arn,
      detail: {
        ModelPackageName: found.version === undefined ? found.name : `${found.name}/${found.version}`,
        ModelPackageGroupName: found.group,
        ModelPackageVersion: found.version,
        ModelPackageArn: found.arn,
        ModelPackageDescription: found.input.ModelPackageDescription,
        CreationTime: new Date(found.creationTime * 1000).toISOString(),
        ModelPackageStatus: 'Completed',
        ModelApprovalStatus: found.approvalStatus,
        ApprovalDescription: found.approvalDescription,
        InferenceSpecification: found.input.InferenceSpecification,
        CustomerMetadataProperties: found.customerMetadata,
      },
    });
    return answer;
  };
}
