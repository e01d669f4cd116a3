import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type Dtype, ndarray, parseNpy, writeNpy } from '../../../src/problems/data/npy.ts';
import { openNpz, parseNpz, writeNpz } from '../../../src/problems/data/npz.ts';
import { numpyFile } from '../../support/numpy-file.ts';
import { complaint, scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder();

// The arrays of the script in numpy.ts.
const expected = {
  f4: ndarray(Float32Array.of(1.5, -2.25, 0.1, Number.POSITIVE_INFINITY, -0, 3e-45), [2, 3]),
  f8: ndarray(Float64Array.of(0.1, Math.PI, 5e-324)),
  scalar: ndarray(Float64Array.of(0.1), []),
  i1: ndarray(Int8Array.of(-128, 127)),
  i2: ndarray(Int16Array.of(-32768, 32767), [2, 1]),
  i4: ndarray(Int32Array.of(-(2 ** 31), 2 ** 31 - 1)),
  i8: ndarray(BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n)),
  u1: ndarray(Uint8Array.of(0, 255), [1, 1, 2]),
  b: { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) } as const,
  empty: ndarray(new Float32Array(0), [0, 3]),
};

describe('an .npz file written by NumPy', () => {
  test.each(['stored', 'deflated'] as const)('%s, is read with every type and shape', (name) => {
    expect(parseNpz(numpyFile(name), name)).toEqual(expected);
  });

  test.each(['streamed', 'zip64'] as const)('as a %s archive, is read', (name) => {
    expect(parseNpz(numpyFile(name), name)).toEqual({ a: ndarray(Float64Array.of(0, 1, 2)) });
  });

  test('is read with unsigned integers of every size', () => {
    expect(parseNpz(numpyFile('unsigned'), 'a')).toEqual({
      u2: ndarray(Uint16Array.of(0, 65_535)),
      u4: ndarray(Uint32Array.of(2 ** 32 - 1)),
      u8: ndarray(BigUint64Array.of(2n ** 64n - 1n)),
    });
  });

  test('gives the arrays that are asked for, whatever else it holds', async () => {
    const { names, array } = openNpz(numpyFile('text'), 'a.npz');
    expect(names).toEqual(['x', 'y', 'class_names', 'meta']);
    expect(array('y')).toEqual(ndarray(BigInt64Array.of(0n, 1n, 1n)));
    expect(await complaint(() => array('meta'))).toMatch(/^cannot read the array a\.npz:meta: /);
    expect(await complaint(() => array('z'))).toMatch(
      /^a\.npz holds the arrays x, y, class_names, meta, not z; add it$/,
    );
  });

  test('has members that are ours byte for byte', () => {
    // A stored member stands uncompressed in the archive.
    const archive = Buffer.from(numpyFile('stored'));
    for (const array of Object.values(expected)) {
      expect(archive.includes(Buffer.from(writeNpy(array)))).toBe(true);
    }
  });
});

describe('an .npz file written here', () => {
  const numpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
  test.skipIf(!numpy)('loads in NumPy with the same types, shapes and bits', () => {
    const file = join(folder, 'ours.npz');
    writeFileSync(file, writeNpz(expected));
    const theirs = join(folder, 'theirs.npz');
    writeFileSync(theirs, numpyFile('stored'));
    const script = `
import numpy, sys
a, b = (numpy.load(file) for file in sys.argv[1:])
assert a.files == b.files, a.files
for k in a.files:
    assert (a[k].dtype, a[k].shape, a[k].tobytes()) == (b[k].dtype, b[k].shape, b[k].tobytes()), k
print(len(a.files))`;
    const run = spawnSync('python3', ['-c', script, file, theirs], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout.trim()).toBe('10');
  });

  test('is the same bytes whenever it is written', () => {
    // The member's DOS time and date, at 10 and 12 of its header: midnight, 1980-01-01.
    const header = Buffer.from(writeNpz(expected));
    expect([header.readUInt16LE(10), header.readUInt16LE(12)]).toEqual([0, 0x0021]);
    expect(writeNpz(expected)).toEqual(writeNpz(expected));
  });

  test('reads as it was written, bit for bit', () => {
    const data = fc.oneof(
      fc.float32Array(),
      fc.float64Array(),
      fc.int8Array(),
      fc.int16Array(),
      fc.int32Array(),
      fc.uint8Array(),
      fc.uint16Array(),
      fc.uint32Array(),
      fc.bigInt64Array(),
      fc.bigUint64Array(),
    );
    const named = fc.dictionary(fc.stringMatching(/^[a-z_][a-z0-9_/.]{0,9}[a-z]$/), data);
    fc.assert(
      fc.property(named, (given) => {
        const arrays = Object.fromEntries(
          Object.entries(given).map(([name, array]) => [name, ndarray(array, [1, array.length])]),
        );
        expect(parseNpz(writeNpz(arrays), 'a')).toEqual(arrays);
      }),
      { numRuns: 100 },
    );
  });

  test('keeps every type name that it read', () => {
    const types = Object.values(expected).map((array) => parseNpy(writeNpy(array), 'a').dtype);
    const all: Dtype[] = ['float32', 'float64', 'int8', 'int16', 'int32', 'int64', 'uint8', 'bool'];
    expect(new Set(types)).toEqual(new Set(all));
  });
});

describe('an .npz file that cannot be read is refused with one line', () => {
  test('when it is no archive, or a cut one', async () => {
    const cut = numpyFile('stored').subarray(0, 1000);
    for (const bytes of [new Uint8Array(0), Buffer.from('hello'), cut]) {
      expect(await complaint(() => Object.values(parseNpz(bytes, 'a.npz')))).toMatch(
        /^cannot unzip a\.npz: .*; save it again with numpy\.savez$/,
      );
    }
  });

  test('when a member is no array, with the name of the member', async () => {
    const broken = zipSync({ 'f4.npy': Buffer.from('NUMPX, nothing of the kind') });
    expect(await complaint(() => Object.values(parseNpz(broken, 'a.npz')))).toMatch(
      /not a NumPy array: a.npz:f4/,
    );
  });

  test.each(['stored', 'deflated'] as const)(
    'when any one byte of %s data is another',
    async (name) => {
      const whole = numpyFile(name);
      // Each member's content, from the end of its local header to the header of the next, or the directory.
      const headers = [...starts(whole, 'PK\x03\x04'), starts(whole, 'PK\x01\x02')[0]!];
      const members = Object.keys(expected);
      for (const [i, member] of members.entries()) {
        const view = Buffer.from(whole);
        const start =
          headers[i]! +
          30 +
          view.readUInt16LE(headers[i]! + 26) +
          view.readUInt16LE(headers[i]! + 28);
        for (let at = start; at < headers[i + 1]!; at += 13) {
          const broken = Buffer.from(whole);
          broken[at]! ^= 0x10;
          expect(await complaint(() => Object.values(parseNpz(broken, 'a.npz')))).toMatch(
            new RegExp(
              `^member ${member}\\.npy of a\\.npz is damaged: .*; fetch or save the file again$`,
            ),
          );
        }
      }
    },
  );

  test('when a member is compressed in another way', async () => {
    const other = Buffer.from(numpyFile('stored'));
    other.writeUInt16LE(12, other.indexOf('PK\x01\x02', 0, 'latin1') + 10);
    expect(await complaint(() => Object.values(parseNpz(other, 'a.npz')))).toMatch(
      /^member f4\.npy of a\.npz has compression 12; save it with numpy\.savez/,
    );
  });

  const starts = (bytes: Uint8Array, mark: string): number[] => {
    const [all, out] = [Buffer.from(bytes), [] as number[]];
    for (let at = all.indexOf(mark, 0, 'latin1'); at >= 0; at = all.indexOf(mark, at + 1, 'latin1'))
      out.push(at);
    return out;
  };
});
