import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeEndpointCommand, DescribeEndpointConfigCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { LocalAccount } from '../../local-aws/account';
import type { CdkResult } from '../../local-aws/cdk-cli';

/** The reference app as a user deploys it: compiled, through the CDK CLI, into an account on this machine. */
export class DeployedApp {
  private readonly assembly: string;

  constructor(
    private readonly account: LocalAccount,
    readonly stackName: string,
    folder: string,
  ) {
    this.assembly = path.join(folder, 'cdk.out');
  }

  async synth(config: string): Promise<CdkResult> {
    rmSync(this.assembly, { recursive: true, force: true });
    const context = ['--context', `config=${config}`];
    return this.account.cdk(['synth', '--quiet', '--output', this.assembly, ...context], {
      app: `node ${path.resolve('bin', 'app.js')}`,
      cwd: process.cwd(),
    });
  }

  /** Synthesises a configuration and deploys it. @throws Error with the CLI's output when the synthesis fails */
  async deploy(config: string): Promise<CdkResult> {
    const synthesised = await this.synth(config);
    if (synthesised.exitCode !== 0) throw new Error(synthesised.output);
    return this.account.cdk(['deploy', '--all', '--require-approval', 'never'], { app: this.assembly });
  }

  async destroy(): Promise<CdkResult> {
    return this.account.cdk(['destroy', '--all', '--force'], { app: this.assembly });
  }

  /** Logical ids of the resources that the template retains. */
  retained(): string[] {
    const template = JSON.parse(readFileSync(path.join(this.assembly, `${this.stackName}.template.json`), 'utf8'));
    const resources = Object.entries(template.Resources as Record<string, { DeletionPolicy?: string }>);
    return resources.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain').map(([logicalId]) => logicalId);
  }

  async status(): Promise<string | undefined> {
    const client = new CloudFormationClient(this.account.clientConfig);
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: this.stackName }));
    return Stacks?.[0]?.StackStatus;
  }

  async allowTermination(): Promise<void> {
    const client = new CloudFormationClient(this.account.clientConfig);
    const change = { StackName: this.stackName, EnableTerminationProtection: false };
    await client.send(new UpdateTerminationProtectionCommand(change));
  }

  /** Where an endpoint captures, as SageMaker itself says. */
  async capturePrefix(endpointName: string): Promise<{ bucket: string; prefix: string }> {
    const client = new SageMakerClient(this.account.clientConfig);
    const { EndpointConfigName } = await client.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
    const { DataCaptureConfig } = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName }));
    const url = new URL(DataCaptureConfig?.DestinationS3Uri ?? '');
    return { bucket: url.hostname, prefix: url.pathname.slice(1) };
  }
}
