import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ContainerClient } from './container-client';

describe('the client of a container', () => {
  let server: Server;
  let client: ContainerClient;

  async function serve(listener: RequestListener): Promise<void> {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new ContainerClient((server.address() as AddressInfo).port);
  }
  afterEach(async () => {
    client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const post = (body = '1') =>
    client.send({ method: 'POST', path: '/invocations', body: Buffer.from(body), timeout: 5 });

  test('keeps its connections', async () => {
    const ports = new Set<number | undefined>();
    await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    for (let index = 0; index < 10; index += 1) expect((await post()).body.toString()).toBe('ok');
    expect(ports.size).toBe(1);
  });

  test('loses no request to a container that closes kept connections without a word', async () => {
    let answered = 0;
    await serve((_, response) => {
      answered += 1;
      response.end('ok');
      // Just as long as it takes until the next request is on its way.
      const { socket } = response;
      setTimeout(() => socket?.destroy(), answered % 3);
    });
    for (let index = 0; index < 200; index += 1) {
      expect((await post()).status).toBe(200);
      await delay(index % 3);
    }
  });

  test('does not send a request again that broke on a fresh connection', async () => {
    let requests = 0;
    await serve((request) => {
      requests += 1;
      request.socket.destroy();
    });
    await expect(post()).rejects.toMatchObject({ name: 'ContainerError', fault: 'broken' });
    expect(requests).toBe(1);
  });

  test('does not send a request again once a part of the answer has come', async () => {
    let requests = 0;
    await serve((_, response) => {
      requests += 1;
      if (requests === 1) return void response.end('first');
      response.write('half');
      setTimeout(() => response.socket?.destroy(), 20);
    });
    await post();
    await expect(post()).rejects.toMatchObject({ fault: 'broken' });
    expect(requests).toBe(2);
  });

  test('gives up when the whole answer is not there in time', async () => {
    await serve((_, response) => {
      const dripping = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(dripping));
    });
    const request = client.send({ method: 'POST', path: '/invocations', timeout: 0.2 });
    await expect(request).rejects.toMatchObject({ fault: 'timeout' });
  });

  test('stops reading an answer that is too large', async () => {
    let written = 0;
    await serve((_, response) => {
      const chunk = Buffer.alloc(1024 * 1024);
      const write = () => {
        if (response.destroyed) return;
        written += chunk.length;
        response.write(chunk, () => setImmediate(write));
      };
      write();
    });
    await expect(post()).rejects.toMatchObject({ fault: 'too-large' });
    await delay(50);
    const before = written;
    await delay(50);
    expect(written).toBe(before);
  });

  test('says when nobody listens', async () => {
    await serve((_, response) => response.end());
    const nobody = new ContainerClient(1);
    await expect(nobody.send({ method: 'GET', path: '/ping', timeout: 1 })).rejects.toMatchObject({ fault: 'broken' });
  });
});
