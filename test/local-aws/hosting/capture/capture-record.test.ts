import type { DataCaptureConfig } from '@aws-sdk/client-sagemaker';
import fc from 'fast-check';
import { type CapturedRequest, captureLine, encodePayload, inferenceTime } from './capture-record';

const HEADER = { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json', 'application/x-json'] };
const config = (more: Partial<DataCaptureConfig> = {}): DataCaptureConfig => ({
  EnableCapture: true,
  InitialSamplingPercentage: 100,
  DestinationS3Uri: 's3://bucket/prefix',
  CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
  CaptureContentTypeHeader: HEADER,
  ...more,
});
const request = (more: Partial<CapturedRequest> = {}): CapturedRequest => ({
  eventId: '19b16d1b-0b8c-4b9e-9b8a-3f4c9a0b4f5e',
  time: new Date('2021-03-09T22:20:34.987Z'),
  input: { contentType: 'text/csv', body: Buffer.from('42,-1,0.5\n') },
  output: { contentType: 'text/csv; charset=utf-8', body: Buffer.from('0.1') },
  ...more,
});

describe('a captured line', () => {
  test("has the members, the order and the formats of the service's documented line", () => {
    const line = captureLine(request({ inferenceId: 'a47ce2', customAttributes: 'trace=1' }), config());
    expect(JSON.stringify(line)).toBe(
      '{"captureData":{"endpointInput":{"observedContentType":"text/csv","mode":"INPUT","data":"42,-1,0.5\\n","encoding":"CSV"},' +
        '"endpointOutput":{"observedContentType":"text/csv; charset=utf-8","mode":"OUTPUT","data":"0.1","encoding":"CSV"}},' +
        '"eventMetadata":{"eventId":"19b16d1b-0b8c-4b9e-9b8a-3f4c9a0b4f5e","customAttributes":["trace=1"],"inferenceId":"a47ce2",' +
        '"inferenceTime":"2021-03-09T22:20:34Z"},"eventVersion":"0"}',
    );
  });

  test('leaves out what the caller did not give', () => {
    expect(captureLine(request(), config()).eventMetadata).toEqual({
      eventId: '19b16d1b-0b8c-4b9e-9b8a-3f4c9a0b4f5e',
      inferenceTime: '2021-03-09T22:20:34Z',
    });
  });

  test.each([
    ['Input', ['endpointInput']],
    ['Output', ['endpointOutput']],
    ['InputAndOutput', ['endpointInput', 'endpointOutput']],
  ] as const)('with capture mode %s has %p', (CaptureMode, members) => {
    const line = captureLine(request(), config({ CaptureOptions: [{ CaptureMode }] }));
    expect(Object.keys(line.captureData)).toEqual(members);
  });

  test('stays one line whatever the payload holds', () => {
    const body = Buffer.from('a\r\nb\u2028"\\\u0000');
    const text = JSON.stringify(captureLine(request({ input: { contentType: 'text/csv', body } }), config()));
    expect(text).not.toMatch(/[\r\n]/);
    expect(JSON.parse(text).captureData.endpointInput.data).toBe('a\r\nb\u2028"\\\u0000');
  });
});

describe('the encoding of a payload', () => {
  const encoded = (contentType: string, body: Buffer, types: typeof HEADER | undefined = HEADER) =>
    encodePayload({ contentType, body }, 'INPUT', types);

  test.each([
    ['text/csv', 'CSV'],
    ['TEXT/CSV', 'CSV'],
    ['text/csv;charset=utf-8', 'CSV'],
    ['application/json', 'JSON'],
    ['application/x-json; profile=a', 'JSON'],
    ['application/jsonlines', 'BASE64'],
    ['text/csvx', 'BASE64'],
    ['', 'BASE64'],
  ])('of %p is %s', (contentType, encoding) => {
    expect(encoded(contentType, Buffer.from('1,2'))).toMatchObject({ encoding, observedContentType: contentType });
  });

  test('is BASE64 for every type where none is declared', () => {
    const payload = encodePayload({ contentType: 'text/csv', body: Buffer.from('1,2') }, 'INPUT', undefined);
    expect(payload).toEqual({ observedContentType: 'text/csv', mode: 'INPUT', data: 'MSwy', encoding: 'BASE64' });
  });

  test('is BASE64 where the bytes are no UTF-8, so that nothing is damaged', () => {
    const body = Buffer.from([0x31, 0xff, 0x2c]);
    const payload = encoded('text/csv', body);
    expect(payload.encoding).toBe('BASE64');
    expect(Buffer.from(payload.data, 'base64')).toEqual(body);
  });

  test('never loses a byte', () => {
    const bodies = fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
    );
    const types = fc.constantFrom('text/csv', 'application/json', 'image/png');
    fc.assert(
      fc.property(bodies, types, (body, contentType) => {
        const { data, encoding } = encoded(contentType, Buffer.from(body));
        return Buffer.from(data, encoding === 'BASE64' ? 'base64' : 'utf8').equals(Buffer.from(body));
      }),
    );
  });

  test('keeps a byte order mark', () => {
    expect(encoded('text/csv', Buffer.from('\ufeff1,2')).data).toBe('\ufeff1,2');
  });
});

test('the inference time is cut to whole seconds, not rounded', () => {
  expect(inferenceTime(new Date('2001-04-01T23:59:59.999Z'))).toBe('2001-04-01T23:59:59Z');
});
