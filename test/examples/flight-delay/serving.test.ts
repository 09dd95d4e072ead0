import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../local-aws/hosting/fleet/free-port';
import { LeashedProcess } from '../../local-aws/hosting/fleet/process';
import { EXAMPLE, flightDelay, python, QUICK, temporaryFolder } from './example';

/** Each step is a second on a machine that has nothing else to do. */
jest.setTimeout(120_000);

const folder = temporaryFolder();
const model = join(folder, 'model');
const agent = new Agent({ keepAlive: true });
let port: number;
let server: LeashedProcess;
let days: { body: string; label: number }[];

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function start(env: Record<string, string>): Promise<LeashedProcess> {
  const command = [await python(), '-m', 'flight_delay', 'serve'];
  return new LeashedProcess(command, { cwd: EXAMPLE, env: { PATH: process.env.PATH, ...env } });
}

function call(method: string, path: string, body: string | Buffer = '', headers = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, agent, headers, timeout: 60_000 };
    const sent = request(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function invoke(body: string | Buffer, headers = {}): Promise<Answer> {
  return call('POST', '/invocations', body, { 'Content-Type': 'text/csv', ...headers });
}

async function untilHealthy(): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await delay(20)) {
    const answer = await call('GET', '/ping').catch(() => undefined);
    if (answer?.status === 200) return;
    if (Date.now() > deadline || server.exited) throw new Error(server.lastLines().join('\n'));
  }
}

beforeAll(async () => {
  const trained = join(folder, 'trained');
  const replay = join(folder, 'replay.jsonl');
  await flightDelay(['train', '--out', trained, ...QUICK]);
  await flightDelay(['replay', '--day', '2001-04-06', '--out', replay]);
  days = readFileSync(replay, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  mkdirSync(model);
  execFileSync('tar', ['-xzf', join(trained, 'model.tar.gz'), '-C', model]);
  port = await freePort();
  server = await start({ SM_MODEL_DIR: model, SAGEMAKER_BIND_TO_PORT: String(port) });
  await untilHealthy();
}, 300_000);

afterAll(async () => {
  agent.destroy();
  await server?.stop(5);
});

describe('the container contract', () => {
  it('answers a ping', async () => {
    expect(await call('GET', '/ping')).toMatchObject({ status: 200, body: 'flight-delay 1.0.0\n' });
  });

  it('answers one row with a probability and a decision, and every other way of sending it alike', async () => {
    const row = days[0]?.body ?? '';
    const answer = await invoke(row);
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/csv' } });
    expect(answer.body).toMatch(/^[01]\.\d{6},[01]$/);
    for (const same of [invoke(`${row}\n`), invoke(`${row}\r\n`), invoke(row, { Accept: 'text/csv' })]) {
      expect(await same).toMatchObject({ status: 200, body: answer.body });
    }
    expect(await invoke(row, { 'Content-Type': 'Text/CSV; charset=utf-8' })).toMatchObject({ body: answer.body });
  });

  it('gives each of many rows, in their order, the answer that it gets alone', async () => {
    const rows = days.slice(8000, 8400).map(({ body }) => body);
    const together = (await invoke(rows.join('\n'))).body.split('\n');
    // All at once, each on a connection of its own.
    const alone = await Promise.all(rows.map(async (row) => (await invoke(row)).body));
    expect(together).toEqual(alone);
    expect(new Set(alone).size).toBeGreaterThan(50);
  });

  it('decides by the threshold of the artifact and tells late flights from punctual ones', async () => {
    const { threshold } = JSON.parse(readFileSync(join(model, 'trees.json'), 'utf8')) as { threshold: number };
    const lines = (await invoke(days.map(({ body }) => body).join('\n'))).body.split('\n');
    const answers = lines.map((line) => line.split(',').map(Number) as [number, number]);
    expect(answers).toHaveLength(days.length);
    for (const [probability, late] of answers) expect(late).toBe(probability >= threshold ? 1 : 0);
    const mean = (label: number) => {
      const chosen = answers.filter((_, index) => days[index]?.label === label);
      return chosen.reduce((sum, [probability]) => sum + probability, 0) / chosen.length;
    };
    expect(mean(1)).toBeGreaterThan(mean(0) + 0.05);
  });

  it('answers flights with unknown airports and missing values', async () => {
    const { status, body } = await invoke('XXX,QQQ,733,17.58,5,42.3,118\n,,,,,,\nORD,LGA,733,17.58,5,,0');
    expect({ status, lines: body.split('\n') }).toEqual({
      status: 200,
      lines: Array(3).fill(expect.stringMatching(/^0\.\d{6},[01]$/)),
    });
  });

  it.each([
    ['nothing', '', /empty/],
    ['a header', 'origin,destination,distance,departure_hour,day_of_week,delay_3h,departures_3h\n', /header/],
    ['a row too short', 'ORD,LGA,733,17.58,5,42.3', /Line 1 has 6 columns, expected 7/],
    [
      'a bad value in the second row',
      'ORD,LGA,733,17,5,,0\nORD,LGA,733,25,5,,0',
      /Line 2, column departure_hour: '25'/,
    ],
    ['NaN', 'ORD,LGA,NaN,17,5,,0', /column distance: 'NaN' is not a whole number/],
    ['JSON', '{"origin": "ORD"}', /Line 1/],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]), /not UTF-8/],
    ['a terminal escape', '\u001b[2J,LGA,733,17,5,,0', /column origin: '\\x1b\[2J'/],
    ['a quote that is never closed', '"ORD,LGA,733,17,5,,0', /no CSV/],
  ])('refuses %s with 400 and says where', async (_, body, message) => {
    expect(await invoke(body)).toMatchObject({ status: 400, body: expect.stringMatching(message) });
  });

  it.each([
    ['another type', () => invoke('{}', { 'Content-Type': 'application/json' }), 415, /expected 'text\/csv'/],
    ['no type', () => call('POST', '/invocations', 'x'), 415, /expected 'text\/csv'/],
    ['a type that it does not answer', () => invoke(',,,,,,', { Accept: 'application/json' }), 406, /text\/csv/],
    ['another method', () => call('GET', '/invocations'), 405, /Use POST/],
    ['another method to ping', () => call('POST', '/ping'), 405, /Use GET/],
    ['another path', () => call('GET', '/../../etc/passwd'), 404, /GET \/ping and POST \/invocations/],
  ])('refuses %s', async (_, send, status, message) => {
    expect(await send()).toMatchObject({ status, body: expect.stringMatching(message) });
  });

  it('refuses a body beyond the limit of InvokeEndpoint without reading it', async () => {
    // Only the header is sent: whoever waited for the body would never answer.
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        const length = 25 * 1024 * 1024 + 1;
        socket.write(
          `POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: ${length}\r\n\r\n`,
        );
      });
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.setTimeout(10_000, () => reject(new Error('no answer')));
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('goes on serving after a client that talks no HTTP and one that leaves in the middle', async () => {
    for (const bytes of [
      '\u0000\u0001garbage\r\n\r\n',
      'POST /invocations HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(bytes, () => setTimeout(() => socket.destroy(), 50)),
        );
        socket.once('close', () => resolve());
        socket.once('error', () => resolve());
      });
    }
    expect((await invoke(days[0]?.body ?? '')).status).toBe(200);
  });

  it('answers pings while it works on a long batch', async () => {
    const long = invoke(
      Array(4)
        .fill(days.map(({ body }) => body).join('\n'))
        .join('\n'),
    );
    const asked = performance.now();
    expect((await call('GET', '/ping')).status).toBe(200);
    // SageMaker waits 2 s for a ping.
    expect(performance.now() - asked).toBeLessThan(2000);
    expect((await long).body.split('\n')).toHaveLength(4 * days.length);
  });
});

describe('the process', () => {
  it('listens on the loopback address unless it is told otherwise', () => {
    expect(server.lastLines().join('\n')).toContain(`flight-delay 1.0.0 serves on http://127.0.0.1:${port}`);
  });

  it('ends with 0 soon after SIGTERM', async () => {
    const own = await freePort();
    const process = await start({ SM_MODEL_DIR: model, SAGEMAKER_BIND_TO_PORT: String(own) });
    while (process.lastLines().length === 0 && process.exited === undefined) await delay(20);
    const asked = performance.now();
    await process.stop(20);
    expect(process.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(10_000);
  });

  it.each([
    ['there is no model', { SM_MODEL_DIR: join(folder, 'none') }, /trees\.json cannot be read .*Set SM_MODEL_DIR/],
    ['the model is damaged', { SM_MODEL_DIR: join(folder, 'damaged') }, /is damaged/],
    ['the port is none', { SM_MODEL_DIR: model, SAGEMAKER_BIND_TO_PORT: '80a' }, /SAGEMAKER_BIND_TO_PORT is '80a'/],
  ])('says so and ends with 1 when %s', async (_, env, message) => {
    mkdirSync(join(folder, 'damaged'), { recursive: true });
    writeFileSync(join(folder, 'damaged', 'trees.json'), readFileSync(join(model, 'trees.json')).subarray(0, 9000));
    const process = await start(env);
    expect(await process.exit).toEqual({ code: 1, signal: null });
    expect(process.lastLines().join('\n')).toMatch(message);
    expect(process.lastLines().join('\n')).not.toContain('Traceback');
  });

  it('says so and ends with 1 when the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port: own } = taken.address() as { port: number };
    const process = await start({ SM_MODEL_DIR: model, SAGEMAKER_BIND_TO_PORT: String(own) });
    expect(await process.exit).toEqual({ code: 1, signal: null });
    expect(process.lastLines().join('\n')).toMatch(/Cannot listen on 127\.0\.0\.1:\d+: Address already in use/);
    taken.close();
  });
});
