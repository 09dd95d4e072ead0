// A platform repository of somebody else: plain JavaScript, the packed library, no build tool of ours.
const { App, Stack, Validations } = require('aws-cdk-lib');
const { AlertChannel, Iso27001Checks, ModelVersion, ProductionModel } = require('cdk-production-ml');

const app = new App();
Validations.of(app).addPlugins(new Iso27001Checks(app));
const stack = new Stack(app, 'Foreign', {
  env: { account: '123456789012', region: 'eu-central-1' },
  terminationProtection: true,
});
new ProductionModel(stack, 'Model', {
  model: ModelVersion.fromManifest('model.json'),
  alertChannels: [AlertChannel.email('on-call@example.com')],
});
app.synth();
