import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { InputError } from '../../core/error.ts';

/** A server of files. */
export interface Served {
  /** With its last slash. */
  readonly address: string;
  close(): void;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Serves the files of one folder, none below it, to this machine alone.
 *
 * @throws InputError where the port is taken, or not allowed
 */
export function serveSite(folder: string, port: number): Promise<Served> {
  const files = new Set(readdirSync(folder));
  const server = createServer(({ method, url = '/' }, response) => {
    const [path] = url.split('?');
    const name = path === '/' ? 'index.html' : path!.slice(1);
    const known = files.has(name) && (method === 'GET' || method === 'HEAD');
    response.writeHead(known ? 200 : 404, {
      'Content-Type': known ? (types[extname(name)] ?? 'application/octet-stream') : 'text/plain',
      'Cache-Control': 'no-cache',
    });
    response.end(known && method === 'GET' ? readFileSync(join(folder, name)) : undefined);
  });
  return new Promise((resolve, reject) => {
    server.once('error', ({ message }) =>
      reject(new InputError(`cannot serve on port ${port}: ${message}; choose another --port`)),
    );
    server.listen(port, '127.0.0.1', () => {
      const { port: own } = server.address() as AddressInfo;
      resolve({ address: `http://127.0.0.1:${own}/`, close: () => void server.close() });
    });
  });
}
