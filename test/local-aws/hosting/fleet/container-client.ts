/** HTTP to one container: keep-alive, one deadline a request, a limit on what it may answer. */
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html (6 MB) */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

export interface ContainerAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Why a container gave no usable answer. */
export type ContainerFault = 'timeout' | 'too-large' | 'broken';

export class ContainerError extends Error {
  constructor(
    readonly fault: ContainerFault,
    message: string,
  ) {
    super(message);
    this.name = 'ContainerError';
  }
}

export interface ContainerRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Seconds until the whole answer must be here. */
  readonly timeout: number;
}

export class ContainerClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256, scheduling: 'lifo' });

  constructor(private readonly port: number) {}

  /**
   * @throws ContainerError
   *
   * A kept connection may be closed by the container at the moment we use it. That says nothing about the request, so it
   * is sent once more on a fresh connection, provided that no byte of an answer has come.
   */
  async send(request: ContainerRequest): Promise<ContainerAnswer> {
    try {
      return await this.attempt(request);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return this.attempt(request, new Agent({ keepAlive: false }));
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private attempt(request: ContainerRequest, agent = this.agent): Promise<ContainerAnswer> {
    return new Promise((resolve, reject) => {
      const body = request.body ?? Buffer.alloc(0);
      const outgoing = httpRequest({
        host: '127.0.0.1',
        port: this.port,
        method: request.method,
        path: request.path,
        agent,
        headers: request.method === 'POST' ? { ...request.headers, 'content-length': body.length } : request.headers,
      });
      let answered = false;
      const fail = (error: Error) => {
        clearTimeout(deadline);
        reject(error);
        outgoing.destroy();
      };
      const deadline = setTimeout(
        () => fail(new ContainerError('timeout', `no complete answer within ${request.timeout} s`)),
        request.timeout * 1000,
      );
      outgoing.once('response', (incoming) => {
        answered = true;
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_PAYLOAD_BYTES) {
            fail(new ContainerError('too-large', `the answer is larger than ${MAX_PAYLOAD_BYTES} bytes`));
          } else chunks.push(chunk);
        });
        incoming.once('end', () => {
          clearTimeout(deadline);
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks, size) });
        });
        incoming.once('error', (error) => fail(new ContainerError('broken', error.message)));
        incoming.once('aborted', () => fail(new ContainerError('broken', 'the connection closed in mid-answer')));
      });
      outgoing.once('error', (error: NodeJS.ErrnoException) => {
        const stale = !answered && outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        fail(stale ? new StaleConnection() : new ContainerError('broken', error.message));
      });
      outgoing.end(body);
    });
  }
}

class StaleConnection extends Error {}
