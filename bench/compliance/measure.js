// Runs inside one process: CPU milliseconds a resource of this pack and of AwsSolutions, in alternating pairs, on the
// same 300-resource app; then, in processes of their own, how long the compiled pack takes to load.
process.env.CDK_VALIDATION = 'false';
const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { App, CfnResource, Stack, Validations } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const kms = require('aws-cdk-lib/aws-kms');
const lambda = require('aws-cdk-lib/aws-lambda');
const s3 = require('aws-cdk-lib/aws-s3');
const sqs = require('aws-cdk-lib/aws-sqs');
const { AwsSolutionsChecks } = require('cdk-nag');
const PACK = join(__dirname, '..', '..', 'lib', 'compliance');
const { Iso27001Checks } = require(PACK);

const PAIRS = 7;
const SETS = 30;

/** Ten resources a set: encrypted and bare ones, so that both passes and findings cost something. */
function addSet(stack, index) {
  const id = (name) => `${name}${index}`;
  const key = new kms.Key(stack, id('Key'));
  const bucket = new s3.Bucket(stack, id('Bucket'), { encryptionKey: key, enforceSSL: true, versioned: true });
  const role = new iam.Role(stack, id('Role'), { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')] }));
  new lambda.CfnFunction(stack, id('Function'), {
    role: role.roleArn,
    code: { zipFile: 'x' },
    runtime: 'nodejs22.x',
    handler: 'index.handle',
    environment: { variables: { A: 'b' } },
  });
  new sqs.Queue(stack, id('Queue'), { encryptionMasterKey: key, enforceSSL: true });
  const model = { ExecutionRoleArn: role.roleArn, PrimaryContainer: { Image: 'x' } };
  new CfnResource(stack, id('Model'), { type: 'AWS::SageMaker::Model', properties: model });
  new CfnResource(stack, id('Alarm'), { type: 'AWS::CloudWatch::Alarm', properties: {} });
}

function cpuOf(makePack) {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  const app = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
  const stack = new Stack(app, 'Bench');
  for (let index = 0; index < SETS; index++) addSet(stack, index);
  const resources = stack.node.findAll().filter((child) => CfnResource.isCfnResource(child)).length;
  const pack = makePack(app);
  const validate = pack.validate.bind(pack);
  let spent = 0;
  pack.validate = (context) => {
    const before = process.cpuUsage();
    const report = validate(context);
    const { user, system } = process.cpuUsage(before);
    spent = (user + system) / 1000;
    return report;
  };
  Validations.of(app).addPlugins(pack);
  const shown = console.error;
  console.error = () => {};
  app.synth();
  console.error = shown;
  rmSync(outdir, { recursive: true, force: true });
  return { perResource: spent / resources, resources };
}

function loadMilliseconds() {
  const script = `require('aws-cdk-lib');const b=process.cpuUsage();require(${JSON.stringify(PACK)});const {user,system}=process.cpuUsage(b);console.log((user+system)/1000)`;
  return Number(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: process.cwd() }).stdout);
}

const pairs = Array.from({ length: PAIRS }, () => ({
  ours: cpuOf((app) => new Iso27001Checks(app, { today: '2026-01-01' })),
  theirs: cpuOf((app) => new AwsSolutionsChecks(app)),
}));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(
  JSON.stringify({
    resources: pairs[0].ours.resources,
    ours: median(pairs.map((pair) => pair.ours.perResource)),
    theirs: median(pairs.map((pair) => pair.theirs.perResource)),
    load: median(Array.from({ length: PAIRS }, loadMilliseconds)),
  }),
);
