import {
  AddTagsCommand,
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DeleteModelPackageCommand,
  DeleteModelPackageGroupCommand,
  DeleteTagsCommand,
  DescribeModelPackageCommand,
  DescribeModelPackageGroupCommand,
  ListModelPackageGroupsCommand,
  ListModelPackagesCommand,
  ListTagsCommand,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { HostingUnderTest, IMAGE, variant } from './testing/hosting-under-test';

const ARN = 'arn:aws:sagemaker:eu-central-1:000000000000';

describe('the model registry and tags', () => {
  let hosting: HostingUnderTest;

  beforeAll(async () => {
    hosting = await HostingUnderTest.start();
  });
  afterAll(() => hosting.stop());

  describe('of the model registry', () => {
    const InferenceSpecification = {
      Containers: [{ Image: IMAGE, Environment: { MODEL_NAME: 'packaged' } }],
      SupportedContentTypes: ['text/csv'],
      SupportedResponseMIMETypes: ['text/csv'],
    };
    const register = (more: object = {}) =>
      hosting.sagemaker.send(
        new CreateModelPackageCommand({ ModelPackageGroupName: 'Delay', InferenceSpecification, ...more }),
      );
    const approve = (arn: string | undefined, ModelApprovalStatus: 'Approved' | 'Rejected') =>
      hosting.sagemaker.send(
        new UpdateModelPackageCommand({ ModelPackageArn: arn, ModelApprovalStatus, ApprovalDescription: 'reviewed' }),
      );

    beforeAll(async () => {
      await hosting.sagemaker.send(
        new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'Delay', Tags: [{ Key: 'team', Value: 'ml' }] }),
      );
    });

    test('numbers the versions of a group and never uses a number again', async () => {
      const first = await register();
      const second = await register();
      expect([first.ModelPackageArn, second.ModelPackageArn]).toEqual([
        `${ARN}:model-package/delay/1`,
        `${ARN}:model-package/delay/2`,
      ]);
      await hosting.sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: second.ModelPackageArn }));
      expect((await register()).ModelPackageArn).toBe(`${ARN}:model-package/delay/3`);
    });

    test('a version waits for approval, which is announced', async () => {
      const { ModelPackageArn: arn } = await register({ CustomerMetadataProperties: { commit: 'abc' } });
      const describe = () => hosting.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
      expect(await describe()).toMatchObject({
        ModelPackageGroupName: 'Delay',
        ModelApprovalStatus: 'PendingManualApproval',
        ModelPackageStatus: 'Completed',
        CustomerMetadataProperties: { commit: 'abc' },
        InferenceSpecification,
      });
      await approve(arn, 'Approved');
      expect(await describe()).toMatchObject({ ModelApprovalStatus: 'Approved', ApprovalDescription: 'reviewed' });
      await hosting.flush();
      const approvals = hosting.account
        .details('SageMaker Model Package State Change')
        .filter((detail) => detail['ModelPackageArn'] === arn)
        .map((detail) => detail['ModelApprovalStatus']);
      expect(approvals).toEqual(['PendingManualApproval', 'Approved']);
      const { ModelPackageSummaryList } = await hosting.sagemaker.send(
        new ListModelPackagesCommand({ ModelPackageGroupName: 'Delay', ModelApprovalStatus: 'Approved' }),
      );
      expect(ModelPackageSummaryList?.map((one) => one.ModelPackageArn)).toEqual([arn]);
    });

    test('only an approved version can be deployed, and serves what it names', async () => {
      const { ModelPackageArn: arn } = await register();
      const PrimaryContainer = { ModelPackageName: arn };
      await expect(hosting.model({}, { ModelName: 'packaged', PrimaryContainer })).rejects.toThrow(
        'has approval status PendingManualApproval',
      );
      await approve(arn, 'Approved');
      const model = await hosting.model({}, { ModelName: 'packaged', PrimaryContainer });
      await hosting.config('packaged', { ProductionVariants: [variant('main', model)] });
      await hosting.deploy('packaged', 'packaged');
      expect((await hosting.invoke('packaged', '1')).body).toBe('packaged:1');
    });

    test('a group with versions cannot be deleted, an empty one can', async () => {
      const group = { ModelPackageGroupName: 'Delay' };
      await expect(hosting.sagemaker.send(new DeleteModelPackageGroupCommand(group))).rejects.toMatchObject({
        name: 'ConflictException',
      });
      const empty = { ModelPackageGroupName: 'empty' };
      await hosting.sagemaker.send(new CreateModelPackageGroupCommand(empty));
      await expect(hosting.sagemaker.send(new CreateModelPackageGroupCommand(empty))).rejects.toThrow('already exists');
      await hosting.sagemaker.send(new DeleteModelPackageGroupCommand(empty));
      await expect(hosting.sagemaker.send(new DescribeModelPackageGroupCommand(empty))).rejects.toThrow(
        'does not exist',
      );
      const { ModelPackageGroupSummaryList } = await hosting.sagemaker.send(new ListModelPackageGroupsCommand({}));
      expect(ModelPackageGroupSummaryList?.map((one) => one.ModelPackageGroupName)).toEqual(['Delay']);
    });

    test.each<[string, object, string]>([
      ['neither group nor name', { ModelPackageGroupName: undefined }, 'Give ModelPackageGroupName'],
      ['an unknown group', { ModelPackageGroupName: 'none' }, 'does not exist'],
      ['tags on a version', { Tags: [{ Key: 'a', Value: 'b' }] }, 'tag its group'],
      [
        'a digest that is none',
        { InferenceSpecification: { Containers: [{ Image: IMAGE, ImageDigest: 'sha256:12' }] } },
        "imageDigest' failed",
      ],
    ])('refuses %s', async (_, more, message) => {
      await expect(register(more)).rejects.toThrow(message);
    });
  });

  describe('of tags', () => {
    const ResourceArn = `${ARN}:model-package-group/delay`;
    const tags = async () => (await hosting.sagemaker.send(new ListTagsCommand({ ResourceArn }))).Tags;

    test('adds, replaces and deletes by key', async () => {
      expect(await tags()).toEqual([{ Key: 'team', Value: 'ml' }]);
      const added = [
        { Key: 'team', Value: 'ops' },
        { Key: 'cost', Value: '' },
      ];
      await hosting.sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: added }));
      expect(await tags()).toEqual(added);
      await hosting.sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['team', 'none'] }));
      expect(await tags()).toEqual([{ Key: 'cost', Value: '' }]);
    });

    test('refuses more than 50 and a resource that does not exist', async () => {
      const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
      await expect(hosting.sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: many }))).rejects.toThrow(
        'at most 50',
      );
      const nowhere = `${ARN}:model/nowhere`;
      await expect(hosting.sagemaker.send(new ListTagsCommand({ ResourceArn: nowhere }))).rejects.toThrow(
        'Could not find',
      );
    });
  });
});
