import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { ValidationError } from '../../lib/core';
import { FeatureSchema, ModelVersion } from '../../lib/registry';
import { manifestDocument, messageOf, schemaDocument, written, writtenWithArtifact } from './documents';

const refusalOf = (content: string | Buffer | object) => messageOf(() => FeatureSchema.fromFile(written(content)));

describe('a file that is hostile or damaged', () => {
  test('that does not exist says which file and what to do', () => {
    expect(messageOf(() => FeatureSchema.fromFile('/nowhere/schema.json'))).toMatch(
      /\/nowhere\/schema\.json.*\n.*the file is missing.*training/,
    );
  });

  test('that is a folder is refused', () => {
    expect(messageOf(() => FeatureSchema.fromFile('/'))).toContain('not a regular file');
  });

  test('of more than 4 MiB is refused without being parsed', () => {
    expect(refusalOf(Buffer.alloc(4 * 1024 * 1024 + 1, '['))).toContain('at most 4194304 bytes');
  });

  test('that is empty, cut off or no JSON is refused with the parser’s reason', () => {
    for (const text of ['', '{', '{"schemaVersion": 1,}', '<html>']) expect(refusalOf(text)).toContain('expected JSON');
  });

  test('with NaN or Infinity says how Python avoids them', () => {
    expect(refusalOf('{"value": NaN}')).toContain('JSON has no NaN');
    expect(refusalOf('{"value": -Infinity}')).toContain('allow_nan=False');
  });

  test('with a number that overflows to Infinity is refused', () => {
    const text = JSON.stringify(manifestDocument()).replace('"value":0.9', '"value":1e999');
    expect(messageOf(() => ModelVersion.fromManifest(written(text)))).toContain('metrics[1].value is Infinity');
  });

  test('that is not UTF-8 is refused instead of being read with replaced characters', () => {
    expect(refusalOf(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))).toContain('UTF-8');
    expect(refusalOf(Buffer.from(JSON.stringify(schemaDocument()), 'utf16le'))).toMatch(/UTF-8|JSON/);
  });

  test('with a byte order mark is read as if it had none', () => {
    const text = `\ufeff${JSON.stringify(schemaDocument())}`;
    expect(FeatureSchema.fromFile(written(text)).features).toHaveLength(3);
  });

  test('that nests a hundred thousand levels deep is refused without exhausting the stack', () => {
    expect(refusalOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toContain('nested deeper');
    expect(refusalOf(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).toContain('nested deeper');
  });

  test('that gives one key twice is refused, since the last would silently win', () => {
    const text = JSON.stringify(manifestDocument()).replace('"version":', '"version":"0.0.1","version":');
    expect(messageOf(() => ModelVersion.fromManifest(written(text)))).toContain('"version\\" twice');
    expect(refusalOf('{"a":1,"\\u0061":2}')).toContain('twice');
  });

  test('with braces and colons inside strings is not mistaken for structure', () => {
    const document = schemaDocument();
    document.features[0].unit = '}{":[,"';
    expect(FeatureSchema.fromFile(written(document)).features[0]?.unit).toBe('}{":[,"');
  });

  test('with __proto__ keys changes no prototype and is refused by name', () => {
    const text = JSON.stringify(manifestDocument())
      .replace('"distance":0.7', '"__proto__":{"polluted":true}')
      .replace(
        '"max_depth"',
        '"constructor":{"prototype":{"polluted":true}},"__proto__":{"polluted":true},"max_depth"',
      );
    const message = messageOf(() => ModelVersion.fromManifest(written(text)));
    expect(message).toContain('importances.__proto__');
    expect(message).toContain('provenance.hyperparameters.__proto__');
    expect(message).toContain('provenance.hyperparameters.constructor');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('whose keys hold line breaks cannot forge a line of the message', () => {
    const message = refusalOf({ ...schemaDocument(), 'x\n  - features is fine': 1 });
    expect(message.split('\n')).toHaveLength(2);
  });

  test('with the text of a CDK token is checked like any other text', () => {
    const document = manifestDocument();
    document.image = '${Token[TOKEN.1]}';
    document.artifact.sha256 = '${Token[AWS.AccountId.3]}';
    const message = messageOf(() => ModelVersion.fromManifest(written(document)));
    expect(message).toContain('image is');
    expect(message).toContain('artifact.sha256 is');
  });

  test('with very many bad fields is reported within a second', () => {
    const document = schemaDocument();
    document.features = Array.from({ length: 2001 }, () => null);
    expect(refusalOf(document)).toContain('a list of 2001');
    document.features.pop();
    const started = performance.now();
    expect(refusalOf(document)).toContain('2000 problems');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('of any JSON whatever is read or refused with ValidationError, never with another error', () => {
    const refuses = (call: () => unknown) => {
      try {
        call();
      } catch (error) {
        expect(error).toBeInstanceOf(ValidationError);
      }
    };
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => refuses(() => ModelVersion.fromManifest(written(text)))),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(manifestDocument())), fc.jsonValue(), (key, value) =>
        refuses(() => ModelVersion.fromManifest(written({ ...manifestDocument(), [key]: value }))),
      ),
      { numRuns: 300 },
    );
  });
});

describe('the artifact beside a manifest', () => {
  test('is found relative to the manifest, wherever the process runs', () => {
    const manifest = writtenWithArtifact();
    expect(ModelVersion.fromManifest(manifest).artifactFile).toBe(join(dirname(manifest), 'model.tar.gz'));
  });

  test('must have the SHA-256 that the manifest says', () => {
    const manifest = writtenWithArtifact();
    writeFileSync(join(dirname(manifest), 'model.tar.gz'), 'another model of 24 byte');
    expect(messageOf(() => ModelVersion.fromManifest(manifest))).toMatch(/artifact\.sha256 .*, the SHA-256 of/);
  });

  test('must have the size that the manifest says', () => {
    const manifest = writtenWithArtifact((document) => (document.artifact.sizeBytes = 5));
    expect(messageOf(() => ModelVersion.fromManifest(manifest))).toContain('artifact.sizeBytes is 5');
  });

  test('must exist', () => {
    const manifest = writtenWithArtifact((document) => (document.artifact.file = 'other.tar.gz'));
    expect(messageOf(() => ModelVersion.fromManifest(manifest))).toContain('a file that exists');
  });

  test.each(['../model.tar.gz', '/etc/passwd', 'sub/../../model.tar.gz', '.'])(
    'may not lie outside the manifest’s folder: %s',
    (file) => {
      const manifest = writtenWithArtifact((document) => (document.artifact.file = file));
      expect(messageOf(() => ModelVersion.fromManifest(manifest))).toContain('inside the folder of the manifest');
    },
  );

  test('may not be a link that leads out of the manifest’s folder', () => {
    const manifest = writtenWithArtifact((document) => (document.artifact.file = 'link.tar.gz'));
    symlinkSync('/etc/passwd', join(dirname(manifest), 'link.tar.gz'));
    expect(messageOf(() => ModelVersion.fromManifest(manifest))).toContain('inside the folder of the manifest');
  });

  test('may lie in a folder below', () => {
    const manifest = writtenWithArtifact((document) => (document.artifact.file = '..out/model.tar.gz'));
    mkdirSync(join(dirname(manifest), '..out'));
    writeFileSync(join(dirname(manifest), '..out', 'model.tar.gz'), 'not really a gzipped tar');
    expect(ModelVersion.fromManifest(manifest).artifactFile).toContain('/..out/');
  });

  test('larger than one read is hashed whole', () => {
    const manifest = writtenWithArtifact(undefined, Buffer.alloc(3 * 1024 * 1024 + 7, 'x'));
    expect(ModelVersion.fromManifest(manifest).artifactSizeBytes).toBe(3 * 1024 * 1024 + 7);
  });
});
