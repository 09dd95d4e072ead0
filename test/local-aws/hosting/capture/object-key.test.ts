import { captureKey, hourPath, parseS3Uri } from './object-key';

describe('the key of a capture object', () => {
  test('names endpoint, variant and UTC hour, then minute, second, millisecond and a unique id', () => {
    const first = new Date('2001-04-02T05:07:09.042Z');
    expect(captureKey('capture/ab12', 'flights', 'main', first, 'uuid')).toBe(
      'capture/ab12/flights/main/2001/04/02/05/07-09-042-uuid.jsonl',
    );
  });

  test('starts with the endpoint where the destination is a bucket', () => {
    expect(captureKey('', 'e', 'v', new Date('2026-12-31T23:59:59.999Z'), 'u')).toBe(
      'e/v/2026/12/31/23/59-59-999-u.jsonl',
    );
  });
});

test('the hour of a time in another zone is that of UTC', () => {
  expect(hourPath(new Date('2026-01-01T00:30:00+02:00'))).toBe('2025/12/31/22');
});

describe('an S3 URI', () => {
  test.each([
    ['s3://bucket', { bucket: 'bucket', prefix: '' }],
    ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
    ['s3://bucket/a/b/', { bucket: 'bucket', prefix: 'a/b' }],
  ])('%s is taken apart', (uri, place) => expect(parseS3Uri(uri)).toEqual(place));

  test.each(['https://bucket/a', 's3:///a', 'bucket/a', ''])('%p is refused', (uri) => {
    expect(() => parseS3Uri(uri)).toThrow('expected s3://bucket/prefix');
  });
});
