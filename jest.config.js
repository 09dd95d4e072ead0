const projects = require('./test/jest-projects.json');

/** One project a kind of test, so that `scripts/run.mjs` can run the quick ones beside the slow ones. */
module.exports = {
  projects: projects.map(({ name, match, ignore = [], setup = [] }) => ({
    displayName: name,
    rootDir: __dirname,
    testMatch: match.map((pattern) => `<rootDir>/${pattern}`),
    testPathIgnorePatterns: ['/node_modules/', ...ignore.map((folder) => `<rootDir>/${folder}`)],
    modulePathIgnorePatterns: ['<rootDir>/(build|dist|cdk.out|.local)/'],
    moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
    transform: {
      // Some packages are ES modules only, which jest does not load.
      '^.+\\.ts$|/node_modules/(d3-|internmap|parse5|entities).*\\.m?js$': [
        '@swc/jest',
        { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, sourceMaps: 'inline' },
      ],
    },
    transformIgnorePatterns: ['/node_modules/(?!(d3-|internmap|parse5|entities))'],
    globalSetup: '<rootDir>/test/setup/temporary-folder.js',
    globalTeardown: '<rootDir>/test/setup/remove-temporary-folder.js',
    setupFiles: setup.map((file) => `<rootDir>/${file}`),
    testEnvironment: 'node',
  })),
};
