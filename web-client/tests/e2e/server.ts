import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { startMockServer } from '../support/mock_server';
import { dist } from '../support/browser';

/** The server under test: the real one when CARTABLE_BIN and CARTABLE_CITY say where, else the mock. */
export interface TestServer {
  readonly url: string;
  readonly isReal: boolean;
  readonly stop: () => Promise<void>;
}

const patience = 20_000; // ms for a city to load

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`cartable serve ended with ${child.exitCode}`);
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url}/readyz did not become ready in ${patience} ms`);
}

async function startReal(binary: string, city: string): Promise<TestServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(binary, ['serve', '--city', city, '--port', String(port), '--bind', '127.0.0.1', '--web', dist], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = ''; // shown only when the server ends by itself: it writes a line for each request
  child.stderr.on('data', (bytes: Buffer) => { log = (log + bytes.toString()).slice(-4000); });
  child.once('exit', (code) => { if (code !== 0) console.error(log); });
  await untilReady(url, child);
  return { url, isReal: true, stop: () => new Promise((resolve) => { child.once('exit', () => { resolve(); }); child.kill('SIGTERM'); }) };
}

export async function startServer(): Promise<TestServer> {
  const binary = process.env['CARTABLE_BIN'];
  const city = process.env['CARTABLE_CITY'];
  if (binary !== undefined && city !== undefined) {
    for (const file of [binary, city]) if (!existsSync(file)) throw new Error(`${file} is missing (CARTABLE_BIN, CARTABLE_CITY)`);
    return startReal(binary, city);
  }
  console.warn('e2e: CARTABLE_BIN and CARTABLE_CITY are not set: the MOCK server is tested, not the real one');
  const mock = await startMockServer(dist);
  return { url: mock.url, isReal: false, stop: mock.close };
}
