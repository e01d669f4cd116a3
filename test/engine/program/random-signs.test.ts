import { beforeAll, describe, expect, test } from 'vitest';
import { resumeRng, rng } from '../../../src/core/random.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { keysOf, randomSigns } from '../../../src/engine/program/random-signs.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { read64 } from '../../../src/engine/tensors/precise.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

expectNoLeaks();

// Keys of all sizes: streams forked from these seeds.
const streams = [0, 7, 2 ** 40].map((seed) => rng(seed).fork('probe', seed));

describe.each([
  { engine: 'native', precision: 'single' },
  { engine: 'native', precision: 'double' },
  { engine: 'wasm', precision: 'single' },
] as const)('signs on the $engine engine in $precision precision', ({ engine, precision }) => {
  beforeAll(async () => {
    await openEngine(engine);
  });

  // Parts of a byte, of a word and of a block of four words.
  test.each([1, 8, 33, 1000])('are those that each stream draws: %i', (n) => {
    const program = compile(([keys]) => randomSigns(keys!, n), precision);
    const keys = keysOf(streams.map((stream) => stream.state()));
    const found = program([keys]);
    expect(found.map((t) => [...read64(t)])).toEqual(
      streams.map(({ state }) => [...resumeRng(state()).signs(n)]),
    );
    dispose([keys, ...found]);
    program.dispose();
  });
});

test('a stream that has been drawn from is refused', () => {
  const begun = rng(0);
  begun.sign();
  expect(() => keysOf([begun.state()])).toThrow(
    new RangeError('invalid stream; 1 words have been drawn from it'),
  );
});
