import path from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import {
  AlertChannel,
  Approval,
  Baseline,
  DeploymentPolicy,
  Fallback,
  type IRegionalCopies,
  ModelVersion,
  ProductionModel,
  type ProductionModelProps,
  WaitFor,
} from '../../lib';
import { networkOf } from './network';
import type { AppConfig } from './schema';

type DeploymentConfig = AppConfig['model']['deployment'];

function deploymentPolicy(config: DeploymentConfig): DeploymentPolicy {
  const waitInterval = Duration.minutes(config.waitMinutes);
  if (config.strategy === 'rolling') return DeploymentPolicy.rolling({ percent: config.percent, waitInterval });
  const waits = { waitInterval, terminationWait: Duration.minutes(config.terminationWaitMinutes) };
  if (config.strategy === 'allAtOnce') return DeploymentPolicy.allAtOnce(waits);
  const options = { ...waits, percent: config.percent };
  return config.strategy === 'canary' ? DeploymentPolicy.canary(options) : DeploymentPolicy.linear(options);
}

function alertChannels(scope: Construct, config: AppConfig): AlertChannel[] {
  return config.alerts.map((alert, index) => {
    if ('email' in alert) return AlertChannel.email(alert.email);
    if ('https' in alert) return AlertChannel.https(alert.https);
    return AlertChannel.snsTopic(sns.Topic.fromTopicArn(scope, `AlertTopic${index}`, alert.snsTopicArn));
  });
}

function monitoringOf(
  config: AppConfig['model']['monitoring'],
  folder: string,
): Pick<ProductionModelProps, 'baseline' | 'drift'> {
  if (config === undefined) return {};
  const { windowHours, quietUntil, minimumCoverage, mutes } = config;
  return {
    baseline: Baseline.fromFile(path.join(folder, config.baseline)),
    drift: { window: Duration.hours(windowHours), quietUntil, minimumCoverage, mutes },
  };
}

function releaseOf(
  config: AppConfig['model']['release'],
): Pick<ProductionModelProps, 'fallback' | 'recoveryTimeObjective' | 'approval' | 'repair' | 'waitFor'> {
  if (config === undefined) return {};
  const { fallback, rollbackMinutes, approval, repair, waitFor } = config;
  return {
    fallback: fallback === 'warm' ? Fallback.warm() : Fallback.none(),
    recoveryTimeObjective:
      rollbackMinutes === undefined ? undefined : Duration.seconds(Math.round(rollbackMinutes * 60)),
    approval: approval === 'notRequired' ? Approval.notRequired() : Approval.byAnotherPrincipal(),
    repair,
    waitFor: waitFor === 'accepted' ? WaitFor.ACCEPTED : WaitFor.LIVE,
  };
}

/** Builds what a configuration asks for. Paths in the configuration are relative to `folder`. */
export function buildModel(
  scope: Construct,
  config: AppConfig,
  folder: string,
  copies?: IRegionalCopies,
): ProductionModel {
  const { model, codeSigningConfigArn: signing } = config;
  const version = (manifest: string) => ModelVersion.fromManifest(path.join(folder, manifest));
  return new ProductionModel(scope, 'Model', {
    model: version(model.manifest),
    endpointName: model.endpointName,
    instanceType: model.instanceType,
    instanceCount: model.instanceCount,
    scaling: model.scaling && {
      minInstances: model.scaling.minInstances,
      maxInstances: model.scaling.maxInstances,
      targetInvocationsPerInstance: model.scaling.invocationsPerInstancePerMinute,
    },
    shadow: model.shadow && {
      model: version(model.shadow.manifest),
      samplingPercentage: model.shadow.samplingPercent,
      instanceType: model.shadow.instanceType,
      instanceCount: model.shadow.instanceCount,
    },
    captureSamplingPercentage: model.capturePercent,
    ...monitoringOf(model.monitoring, folder),
    ...releaseOf(model.release),
    deploymentPolicy: deploymentPolicy(model.deployment),
    alertChannels: alertChannels(scope, config),
    auditTrail: config.auditTrail,
    ...networkOf(scope, config),
    copies,
    codeSigningConfig:
      signing === undefined
        ? undefined
        : lambda.CodeSigningConfig.fromCodeSigningConfigArn(scope, 'CodeSigning', signing),
    removalPolicy: config.stage === 'production' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
