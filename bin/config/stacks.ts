import { type App, RemovalPolicy, Stack, Tags, Validations } from 'aws-cdk-lib';
import {
  type ComplianceProfile,
  ComplianceProfiles,
  type IRegionalCopies,
  Iso27001Checks,
  type ProductionModel,
  RegionalCopies,
} from '../../lib';
import { buildModel } from './model';
import type { AppConfig } from './schema';

/** Makes the stacks of a configuration, under its profile and its checks. Paths in it are relative to `folder`. */
export function buildStacks(app: App, config: AppConfig, folder: string): ProductionModel {
  ComplianceProfiles.choose(app, config.profile as ComplianceProfile);
  Validations.of(app).addPlugins(new Iso27001Checks(app, { attestations: config.attestations }));
  const { production, recovery } = config.accounts;
  const make = (suffix: string, env: typeof production, what: string) => {
    const stack = new Stack(app, `${config.system}-${config.stage}${suffix}`, {
      env,
      description: `${config.system} (${config.stage}): ${what}, by cdk-production-ml`,
      terminationProtection: config.stage === 'production',
    });
    tag(stack, config);
    return stack;
  };
  const stack = make('', production, 'a model in production');
  let copies: IRegionalCopies | undefined;
  if (config.copies !== undefined && recovery !== undefined) {
    const other = make('-copies', recovery, 'copies for the loss of a Region');
    copies = new RegionalCopies(other, 'Copies', {
      namePrefix: config.copies.namePrefix,
      sourceRegion: production.region,
      removalPolicy: config.stage === 'production' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    stack.addStackDependency(other, 'S3 replicates only to a bucket that is there');
  }
  return buildModel(stack, config, folder, copies);
}

function tag(stack: Stack, config: AppConfig): void {
  const tags = {
    ...config.tags,
    owner: config.owner,
    system: config.system,
    stage: config.stage,
    classification: config.classification,
  };
  for (const [key, value] of Object.entries(tags)) Tags.of(stack).add(key, value);
}
