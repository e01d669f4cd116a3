import { expect, test } from 'vitest';
import { queueAddress } from '../../../src/lab/queue/address.ts';
import { complaint } from '../../support/scratch-folder.ts';

test.each([
  ['redis://host', { host: 'host', port: 6379, db: 0, secure: false, shown: 'redis://host:6379' }],
  [
    'rediss://u:p%40q@[::1]:7/2',
    {
      host: '::1',
      port: 7,
      db: 2,
      secure: true,
      shown: 'rediss://[::1]:7/2',
      username: 'u',
      password: 'p@q',
    },
  ],
  [
    'valkey://:p@v',
    { host: 'v', port: 6379, db: 0, secure: false, shown: 'valkey://v:6379', password: 'p' },
  ],
])('%s is read, and shown without a secret', (text, address) => {
  expect(queueAddress(text)).toEqual(address);
});

test('a password of its own goes with an address that has none', () => {
  expect(queueAddress('redis://host', 'secret').password).toBe('secret');
  expect(queueAddress('redis://:own@host', 'secret').password).toBe('own');
});

test.each([
  'http://:geheim@host',
  'geheim',
  '',
  'redis://',
  'redis://:geheim@host/x',
  'redis://:geheim@host/1?y=2',
])('%j is refused in one line that does not repeat it', async (text) => {
  const line = await complaint(() => queueAddress(text));
  expect(line).toMatch(/^--queue /);
  expect(line).not.toContain('geheim');
});
