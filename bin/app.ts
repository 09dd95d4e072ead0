#!/usr/bin/env node
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { ValidationError } from '../lib/core/errors';
import { loadConfig } from './config/load';
import { buildStacks } from './config/stacks';

/** The configuration of the example, so that the app does something on its own. */
const DEFAULT_CONFIG = path.join('examples', 'flight-delay', 'production-ml.json');

function main(): void {
  const app = new App();
  const file = (app.node.tryGetContext('config') as string | undefined) ?? DEFAULT_CONFIG;
  const config = loadConfig(file);
  buildStacks(app, config, path.dirname(file));
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
