import {
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  ListTrainingJobsCommand,
  paginateListModels,
} from '@aws-sdk/client-sagemaker';
import { HostingUnderTest, IMAGE, ROLE, variant } from './testing/hosting-under-test';

const ARN = 'arn:aws:sagemaker:eu-central-1:000000000000';

describe('the SageMaker API', () => {
  let hosting: HostingUnderTest;

  beforeAll(async () => {
    hosting = await HostingUnderTest.start();
  });
  afterAll(() => hosting.stop());

  describe('of models', () => {
    test('gives back what was created, with its ARN in lower case', async () => {
      const PrimaryContainer = { Image: IMAGE, ModelDataUrl: 's3://models/a.tar.gz', Environment: { A: '' } };
      const { ModelArn } = await hosting.sagemaker.send(
        new CreateModelCommand({ ModelName: 'Flights', PrimaryContainer, ExecutionRoleArn: ROLE }),
      );
      expect(ModelArn).toBe(`${ARN}:model/flights`);
      expect(await hosting.sagemaker.send(new DescribeModelCommand({ ModelName: 'Flights' }))).toMatchObject({
        ModelName: 'Flights',
        ModelArn,
        PrimaryContainer,
        ExecutionRoleArn: ROLE,
        EnableNetworkIsolation: false,
        CreationTime: expect.any(Date),
      });
    });

    test.each([
      ['an existing name', { ModelName: 'Flights' }, `Cannot create already existing model "${ARN}:model/flights".`],
      [
        'a name with a dot',
        { ModelName: 'a.b' },
        "Value 'a.b' at 'modelName' failed to satisfy constraint: Member must satisfy regular expression pattern",
      ],
      ['a name of 64 characters', { ModelName: 'a'.repeat(64) }, 'length less than or equal to 63'],
      ['no role', { ExecutionRoleArn: undefined }, 'ExecutionRoleArn'],
      ['a role that is no ARN', { ExecutionRoleArn: 'execution-role-of-the-endpoint' }, "at 'executionRoleArn' failed"],
      ['no container', { PrimaryContainer: undefined }, 'PrimaryContainer'],
      ['both forms of container', { Containers: [{ Image: IMAGE }] }, 'both PrimaryContainer and Containers'],
      ['a container without image', { PrimaryContainer: {} }, 'Image or ModelPackageName'],
      [
        'an artifact that is no URI',
        { PrimaryContainer: { Image: IMAGE, ModelDataUrl: '/tmp/model' } },
        "at 'primaryContainer.modelDataUrl' failed",
      ],
      [
        'a value of 1025 characters',
        { PrimaryContainer: { Image: IMAGE, Environment: { A: 'a'.repeat(1025) } } },
        'length less than or equal to 1024',
      ],
      [
        'a VPC without subnets',
        { VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: [] } },
        "at 'vpcConfig.subnets' failed",
      ],
    ])('refuses %s', async (_, more, message) => {
      const input = { ModelName: 'other', PrimaryContainer: { Image: IMAGE }, ExecutionRoleArn: ROLE, ...more };
      await expect(hosting.sagemaker.send(new CreateModelCommand(input))).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(message),
        $metadata: { httpStatusCode: 400 },
      });
    });

    test('names a model that does not exist', async () => {
      const none = { ModelName: 'none' };
      const message = `Could not find model "${ARN}:model/none".`;
      await expect(hosting.sagemaker.send(new DescribeModelCommand(none))).rejects.toThrow(message);
      await expect(hosting.sagemaker.send(new DeleteModelCommand(none))).rejects.toThrow(message);
    });

    test('lists page by page, each model once, in the order asked for', async () => {
      for (let index = 0; index < 25; index += 1) await hosting.model({}, { ModelName: `page-${10 + index}` });
      const names: (string | undefined)[] = [];
      const pages: number[] = [];
      const input = { NameContains: 'PAGE', SortBy: 'Name' as const, SortOrder: 'Ascending' as const };
      for await (const { Models = [] } of paginateListModels(
        { client: hosting.sagemaker, pageSize: 9 },
        { ...input },
      )) {
        pages.push(Models.length);
        names.push(...Models.map((model) => model.ModelName));
      }
      expect(pages).toEqual([9, 9, 7]);
      expect(names).toEqual(Array.from({ length: 25 }, (_, index) => `page-${10 + index}`));
      const { Models, NextToken } = await hosting.sagemaker.send(new ListModelsCommand(input));
      expect(Models).toHaveLength(10);
      await expect(
        hosting.sagemaker.send(new ListModelsCommand({ ...input, SortOrder: 'Descending', NextToken })),
      ).rejects.toThrow('Invalid pagination token');
      await expect(hosting.sagemaker.send(new ListModelsCommand({ NextToken: 'x' }))).rejects.toThrow(
        'pagination token',
      );
      const future = new Date(Date.now() + 60_000);
      expect((await hosting.sagemaker.send(new ListModelsCommand({ CreationTimeAfter: future }))).Models).toEqual([]);
    });
  });

  describe('of endpoint configurations', () => {
    const create = async (name: string, more: object) =>
      hosting.sagemaker.send(
        new CreateEndpointConfigCommand({
          EndpointConfigName: name,
          ProductionVariants: [variant('a', 'Flights')],
          ...more,
        }),
      );

    test('gives back what was created; a weight that was not given is 1, a weight of 0 is 0', async () => {
      const ProductionVariants = [variant('a', 'Flights'), variant('b', 'Flights', { InitialVariantWeight: 0 })];
      await create('weights', { ProductionVariants });
      const described = await hosting.sagemaker.send(
        new DescribeEndpointConfigCommand({ EndpointConfigName: 'weights' }),
      );
      expect(described.EndpointConfigArn).toBe(`${ARN}:endpoint-config/weights`);
      expect(described.ProductionVariants?.map((one) => one.InitialVariantWeight)).toEqual([1, 0]);
      await expect(create('weights', {})).rejects.toThrow(
        `Cannot create already existing endpoint configuration "${ARN}:endpoint-config/weights".`,
      );
      const { EndpointConfigs } = await hosting.sagemaker.send(new ListEndpointConfigsCommand({}));
      expect(EndpointConfigs?.map((config) => config.EndpointConfigName)).toEqual(['weights']);
      await hosting.sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'weights' }));
      await expect(
        hosting.sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'weights' })),
      ).rejects.toThrow(`Could not find endpoint configuration "${ARN}:endpoint-config/weights".`);
    });

    const capture = (more: object) => ({
      DataCaptureConfig: {
        InitialSamplingPercentage: 100,
        DestinationS3Uri: 's3://b/p',
        CaptureOptions: [{ CaptureMode: 'Input' }],
        ...more,
      },
    });
    test.each<[string, object, string]>([
      [
        'a model that does not exist',
        { ProductionVariants: [variant('a', 'none')] },
        `Could not find model "${ARN}:model/none".`,
      ],
      [
        'no variant',
        { ProductionVariants: [] },
        "at 'productionVariants' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ],
      [
        'eleven variants',
        { ProductionVariants: Array.from({ length: 11 }, (_, index) => variant(`v${index}`, 'Flights')) },
        'length less than or equal to 10',
      ],
      [
        'a negative weight',
        { ProductionVariants: [variant('a', 'Flights', { InitialVariantWeight: -1 })] },
        "at 'productionVariants.1.member.initialVariantWeight' failed",
      ],
      [
        'no instance',
        { ProductionVariants: [variant('a', 'Flights', { InitialInstanceCount: 0 })] },
        "at 'productionVariants.1.member.initialInstanceCount' failed",
      ],
      [
        '101 percent',
        capture({ InitialSamplingPercentage: 101 }),
        "at 'dataCaptureConfig.initialSamplingPercentage' failed",
      ],
      [
        'an unknown capture mode',
        capture({ CaptureOptions: [{ CaptureMode: 'Both' }] }),
        'enum value set: [Input, Output, InputAndOutput]',
      ],
      ['no capture mode', capture({ CaptureOptions: [] }), "at 'dataCaptureConfig.captureOptions' failed"],
      [
        'a shadow beside two variants',
        {
          ProductionVariants: [variant('a', 'Flights'), variant('b', 'Flights')],
          ShadowProductionVariants: [variant('s', 'Flights')],
        },
        'exactly one production variant and one shadow variant',
      ],
    ])('refuses %s', async (_, more, message) => {
      await expect(create('refused', more)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(message),
      });
    });
  });

  describe('of anything else', () => {
    test('says which operations there are', async () => {
      await expect(hosting.sagemaker.send(new ListTrainingJobsCommand({}))).rejects.toMatchObject({
        name: 'UnknownOperationException',
        message: expect.stringContaining('"ListTrainingJobs" is not emulated. Emulated are: CreateModel'),
      });
      await expect(hosting.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'toString' }))).rejects.toThrow(
        'Could not find',
      );
    });

    test.each([
      ['POST', '/', { 'x-amz-target': 'SageMaker.toString' }, '{}', 'is not emulated'],
      ['POST', '/', { 'x-amz-target': 'SageMaker.CreateModel' }, '{', 'The request is no JSON'],
      ['POST', '/', {}, '{}', 'Expected POST / with x-amz-target'],
      ['GET', '/endpoints/e/invocations', {}, undefined, 'Expected POST /'],
      ['POST', '/_local/nothing', {}, undefined, 'There is no POST /_local/nothing'],
      ['PUT', '/_local/images', {}, '{"image":"i","command":"node"}', 'command must be a list'],
      ['PUT', '/_local/images', {}, 'null', 'image must be the URI'],
      ['POST', '/endpoints/%E0%A4%A/invocations', {}, '1', 'failed to satisfy constraint'],
    ])('answers %s %s %j %s with a message', async (method, path, headers, body, message) => {
      const answer = await fetch(`${hosting.url}${path}`, { method, headers: headers as Record<string, string>, body });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await answer.json()).toMatchObject({ message: expect.stringContaining(message) });
    });
  });
});
