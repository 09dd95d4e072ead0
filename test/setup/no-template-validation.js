// CDK's built-in template validation costs seconds a synthesis. The app, the package and the end-to-end tests keep it.
process.env.CDK_VALIDATION ??= 'false';
