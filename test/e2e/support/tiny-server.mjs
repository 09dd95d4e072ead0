// A model server of a few lines that keeps SageMaker's container contract: `serve`, /ping, /invocations.
// It answers each CSV row with the version that its artifact holds. A sick one never becomes healthy, a wrong one miscounts.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const { version, sick, wrong } = JSON.parse(readFileSync(path.join(process.env.SM_MODEL_DIR, 'model.json'), 'utf8'));

function read(request) {
  return new Promise((resolve) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}

createServer(async (request, response) => {
  if (request.url === '/ping') {
    response.writeHead(sick ? 503 : 200).end();
    return;
  }
  const rows = (await read(request)).trim().split('\n');
  const answers = rows.map((row) => `${row.split(',').length + (wrong ? 1 : 0)},${version}`);
  response.writeHead(200, { 'content-type': 'text/csv' }).end(answers.join('\n'));
}).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), '127.0.0.1');
