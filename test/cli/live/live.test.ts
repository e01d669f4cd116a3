import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowlab, main, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

describe('flowlab live', () => {
  const child = spawn(process.execPath, [main, 'live', '--port', '0'], { cwd: folder.path });
  let address = '';

  beforeAll(async () => {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    address = /http:\/\/127\.0\.0\.1:\d+\//.exec(line.toString())?.[0] ?? '';
  });
  afterAll(() => void child.kill());

  test('serves the page and all that it needs', async () => {
    const page = await fetch(address);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const text = await page.text();
    const named = [...text.matchAll(/(?:src|href)="(?!\.\/"|#|data:)([^"]+)"/g)].map(
      ([, name]) => name!,
    );
    expect(named.sort()).toEqual(['page.js', 'style.css']);
    const rest = ['worker.js', 'digits.bin', 'tfjs-backend-wasm-simd.wasm'];
    for (const name of [...named, ...rest]) {
      const { status, headers } = await fetch(address + name);
      expect({ name, status }).toEqual({ name, status: 200 });
      if (name.endsWith('.wasm')) expect(headers.get('content-type')).toBe('application/wasm');
    }
  });

  test.each(['nothing.js', '..%2f..%2findex.js', '%2e%2e/index.js', 'constructor'])(
    'has no %s',
    async (name) => {
      expect((await fetch(address + name)).status).toBe(404);
    },
  );

  test('answers what is no address', async () => {
    const { hostname, port } = new URL(address);
    for (const path of ['//', '//[', '/%', '']) {
      const asked = request({ hostname, port, path });
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      expect({ path, status: answer.statusCode }).toEqual({
        path,
        status: path === '' ? 200 : 404,
      });
    }
    expect((await fetch(address)).status).toBe(200);
  });

  test('takes nothing', async () => {
    expect((await fetch(address, { method: 'POST', body: 'x' })).status).toBe(404);
  });
});

test('a port that is taken is said in one line, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, err } = flowlab(folder.path, ['live', '--port', `${port}`]);
  other.close();
  expect(code).toBe(2);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).toContain(`cannot serve on port ${port}`);
  expect(err).toContain('choose another --port');
});

test.each(['-1', '65536', '80.5', 'http', ''])('%j is no port', (port) => {
  const { code, err } = flowlab(folder.path, ['live', `--port=${port}`]);
  expect(code).toBe(2);
  expect(err).toContain('give a whole number from 0 to 65535.');
});
