// The yardstick of the synth benchmark: the resources of a synthesised template, each as one raw CfnResource.
const { readFileSync } = require('node:fs');
const { App, CfnResource, Stack } = require('aws-cdk-lib');

const app = new App();
for (const file of process.env.BENCH_TEMPLATES.split(',')) {
  const template = JSON.parse(readFileSync(file, 'utf8'));
  const stack = new Stack(app, require('node:path').basename(file, '.template.json'));
  for (const [id, resource] of Object.entries(template.Resources)) {
    const raw = new CfnResource(stack, id, { type: resource.Type, properties: resource.Properties });
    raw.overrideLogicalId(id);
  }
}
app.synth();
