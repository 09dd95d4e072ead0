#!/usr/bin/env node
import path from 'node:path';
import { App, Stack, Tags, Validations } from 'aws-cdk-lib';
import { Iso27001Checks } from '../lib';
import { ValidationError } from '../lib/core/errors';
import { loadConfig } from './config/load';
import { buildModel } from './config/model';

/** The configuration of the example, so that the app does something on its own. */
const DEFAULT_CONFIG = path.join('examples', 'flight-delay', 'production-ml.json');

function main(): void {
  const app = new App();
  const file = (app.node.tryGetContext('config') as string | undefined) ?? DEFAULT_CONFIG;
  const config = loadConfig(file);
  Validations.of(app).addPlugins(new Iso27001Checks(app));
  const stack = new Stack(app, `${config.system}-${config.stage}`, {
    env: config.accounts.production,
    description: `${config.system} (${config.stage}): a model in production, by cdk-production-ml`,
    terminationProtection: config.stage === 'production',
  });
  const tags = {
    ...config.tags,
    owner: config.owner,
    system: config.system,
    stage: config.stage,
    classification: config.classification,
  };
  for (const [key, value] of Object.entries(tags)) Tags.of(stack).add(key, value);
  buildModel(stack, config, path.dirname(file));
}

try {
  main();
} catch (error) {
  if (!(error instanceof ValidationError)) throw error;
  // What is wrong with the input is all that a reader needs; a stack trace would hide it.
  console.error(error.message);
  // At once: on a normal exit the app would still be synthesised, and report what it lacks.
  process.exit(1);
}
