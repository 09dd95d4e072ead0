import { LocalAccount } from './account';
import { Stacks, type Template } from './fixtures/stacks';
import { attribute, output, ref } from './fixtures/templates';

jest.setTimeout(60_000);

let account: LocalAccount;
let stacks: Stacks;

beforeAll(async () => {
  account = await LocalAccount.start();
  stacks = new Stacks(account);
});
afterAll(() => account?.stop());
beforeEach(() => account.reset());

describe('a type that nobody provides', () => {
  const template = (properties: object, outputs: Template['Outputs'] = {}): Template => ({
    Resources: { Budget: { Type: 'AWS::Budgets::Budget', Properties: properties } },
    Outputs: { Ref: output(ref('Budget')), ...outputs },
  });

  test('is recorded with what it was to be', async () => {
    const properties = { Budget: { BudgetType: 'COST' } };
    expect((await stacks.create('cost', template(properties))).status).toBe('CREATE_COMPLETE');
    expect(await account.recorded()).toEqual([
      {
        type: 'AWS::Budgets::Budget',
        logicalId: 'Budget',
        stack: 'cost',
        physicalId: expect.stringContaining('cost-Budget'),
        region: 'eu-central-1',
        account: '000000000000',
        properties,
      },
    ]);
  });

  test('keeps its identity in an update, gets another with another name, and is gone with the stack', async () => {
    const first = await stacks.create('cost', template({ Note: 'one' }));
    const second = await stacks.update('cost', template({ Note: 'two' }));
    expect(second.outputs.Ref).toBe(first.outputs.Ref);
    expect((await account.recorded())[0]?.properties).toEqual({ Note: 'two' });
    const third = await stacks.update('cost', template({ BudgetName: 'named' }));
    expect(third.outputs.Ref).toBe('named');
    expect(await account.recorded()).toHaveLength(1);
    await stacks.delete('cost');
    expect(await account.recorded()).toEqual([]);
  });

  test('has plausible attributes that stay the same', async () => {
    const outputs = {
      Arn: output(attribute('Budget', 'BudgetArn')),
      Id: output(attribute('Budget', 'Id')),
      First: output({ 'Fn::Select': [0, attribute('Budget', 'ActionIds')] }),
      Given: output(attribute('Budget', 'Note')),
    };
    const first = await stacks.create('cost', template({ BudgetName: 'b', Note: 'given' }, outputs));
    expect(first.outputs).toEqual({
      Ref: 'b',
      Arn: 'arn:aws:budgets:eu-central-1:000000000000:budget/b',
      Id: 'b',
      First: 'b-actionid',
      Given: 'given',
    });
    const second = await stacks.update('cost', template({ BudgetName: 'b', Note: 'given', More: 1 }, outputs));
    expect(second.outputs).toEqual(first.outputs);
  });

  test('must at least look like a type', async () => {
    const typo = { Resources: { Oops: { Type: 'AWS::S3', Properties: {} } } };
    await expect(stacks.create('typo', typo)).rejects.toThrow('Unrecognized resource types: [AWS::S3]');
  });
});

test('an attribute that only MiniStack does not know is made up, and listed', async () => {
  const { outputs, status } = await stacks.create('network', {
    Resources: { Network: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } } },
    Outputs: {
      Cidr: output(attribute('Network', 'CidrBlock')),
      Made: output({ 'Fn::Select': [0, attribute('Network', 'Ipv6CidrBlocks')] }),
    },
  });
  expect(status).toBe('CREATE_COMPLETE');
  expect(outputs.Cidr).toBe('10.1.0.0/16');
  expect((await account.recorded()).map(({ type }) => type)).toEqual(['AWS::EC2::VPC.Ipv6CidrBlocks']);
});

test('a property of a bucket that is not served is listed', async () => {
  const Properties = { BucketName: 'tiering', AccelerateConfiguration: { AccelerationStatus: 'Enabled' } };
  await stacks.create('bucket', { Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties } } });
  expect(await account.recorded()).toMatchObject([
    { type: 'AWS::S3::Bucket.AccelerateConfiguration', logicalId: 'Bucket', physicalId: 'tiering' },
  ]);
});
