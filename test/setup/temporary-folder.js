const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, join } = require('node:path');

const PREFIX = 'production-ml-tests-';

/** Everything that a run leaves in the folder for temporary files lies in one, which goes with the run. */
module.exports = () => {
  // Once a run: several projects may be one.
  if (!basename(tmpdir()).startsWith(PREFIX)) process.env.TMPDIR = mkdtempSync(join(tmpdir(), PREFIX));
};
