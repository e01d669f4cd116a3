import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base, count, errorOf, keys, method, sizes } from '../../support/experiment-error.ts';

describe('an error', () => {
  test('is the first in the file, with a count of the others', () => {
    const text = `${base}seeds: 0\nfoo: 1\nstop: { loss: -1 }`;
    expect(errorOf(text)).toBe(`4:8: seeds must be ≥ 1, got 0: ${count} (and 2 more)`);
  });

  test('has its column right after a byte order mark and with CRLF line ends', () => {
    expect(errorOf(`\uFEFFfoo: 1\r\n${base}`)).toBe(`1:1: unknown key "foo" (known: ${keys})`);
    expect(errorOf(`${base.replaceAll('\n', '\r\n')}seeds: 0`)).toBe(
      `4:8: seeds must be ≥ 1, got 0: ${count}`,
    );
  });

  test('is a second document, with the line on which it begins, whatever it holds', () => {
    for (const second of ['seeds: 1', ': : broken [', ''])
      expect(errorOf(`${base}---\n${second}\n`)).toBe(
        '4:1: a second document begins here, which nothing would read: put it into a file of its own',
      );
    expect(errorOf(`${base}...\nseeds: 1\n`)).toMatch(/^5:1: a second document begins here/);
    expect(errorOf(`---\n${base}...\n`)).toBe('no error');
  });

  test('in an aliased section points into the anchored text', () => {
    const text = `methods:\n  - &sgd { method: sgd, rate: -1, batch: 1 }\n  - *sgd`;
    expect(errorOf(text)).toBe(
      '2:31: methods[0].rate must be > 0, got -1: give a positive learning rate (and 1 more)',
    );
  });

  test('behind an alias points to the value in the anchored text', () => {
    const text = `seeds: &n [1, 0]\nnetwork: { hidden: *n }\n${method('{ method: gradient-flow }')}`;
    expect(errorOf(text)).toBe(`1:15: network.hidden[1] must be ≥ 1, got 0: ${sizes}`);
  });

  test('is all that a mangled file gives: never a crash, never a second line', () => {
    const text = readFileSync(
      new URL('../../../experiments/quickstart.yaml', import.meta.url),
      'utf8',
    );
    const pieces = [
      '',
      '-',
      ': ',
      '\n',
      '[',
      '{',
      '}',
      '&a ',
      '*a',
      '0',
      '-1',
      'null',
      '"',
      '#',
      '!',
    ];
    const edit = fc.tuple(fc.nat(text.length), fc.nat(12), fc.constantFrom(...pieces));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const mangled = edits.reduce(
          (s, [at, cut, put]) => s.slice(0, at) + put + s.slice(at + cut),
          text,
        );
        // errorOf itself demands an InputError of one line.
        const message = errorOf(mangled);
        if (message !== 'no error') expect(message).toMatch(/^\d+:\d+: \S/);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
