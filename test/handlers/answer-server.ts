import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AnswerServer {
  readonly url: string;
  /** Every attempt to answer, also those that were refused. */
  readonly answers: { readonly headers: IncomingHttpHeaders; readonly body: Record<string, unknown> }[];
  /** Refuses the next attempts with a server error. */
  failNext(attempts: number): void;
  stop(): Promise<void>;
}

/** Where CloudFormation would wait for the answers of custom resources. */
export async function startAnswerServer(): Promise<AnswerServer> {
  const answers: AnswerServer['answers'] = [];
  let failures = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answers.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(failures-- > 0 ? 500 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=secret`,
    answers,
    failNext: (attempts) => {
      failures = attempts;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
