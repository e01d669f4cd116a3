import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/lab/records/record.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { parseNpz } from '../../../src/problems/data/npz.ts';
import { csvFiles } from '../../../src/report/export/csv-files.ts';
import { eventFile } from '../../../src/report/export/event-file.ts';
import { runsFrame, seriesFrame } from '../../../src/report/export/frame.ts';
import { npzFiles } from '../../../src/report/export/npz-files.ts';
import { parquetFiles } from '../../../src/report/export/parquet-files.ts';
import { tensorboardFiles } from '../../../src/report/export/tensorboard-files.ts';
import { readCsv } from '../../support/read-csv.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { quickstart } from '../../support/synthetic-runs.ts';

const folder = scratchFolder();
const synthetic = quickstart(2);
const runs: readonly Run[] = [
  ...synthetic.slice(0, -1),
  // Texts that need quotes, a number that is none, and one that has no end.
  {
    ...synthetic.at(-1)!,
    reason: 'It "diverged",\nas was to be expected.',
    series: { step: [0, 5], time: [0, 0.5], epoch: [0, 1], trainLoss: [0.5, Number.NaN] },
    manifest: { ...synthetic.at(-1)!.manifest, time: Number.POSITIVE_INFINITY },
  },
];

/** Weights of two shapes: those of the first three runs, and of the rest. */
const weightsOf = (run: Run) => {
  const i = runs.indexOf(run);
  const size = i < 3 ? 6 : 4;
  const data = Float32Array.from({ length: size }, (_, k) => i + k / 8);
  return { p0: ndarray(data, [2, size / 2]), p1: ndarray(Float32Array.of(-i)) };
};
const exported = { runs, weightsOf, recordedAt: () => 1_700_000_000.5 };

const asText = (value: unknown) => (value === null ? '' : String(value));

describe('CSV', () => {
  const { files, tables } = csvFiles(exported);
  const read = (name: string) => readCsv(new TextDecoder().decode(files.get(name)));

  test('has a row for each run, with every number in full', () => {
    const rows = read('runs.csv');
    expect(rows).toHaveLength(runs.length);
    for (const [i, { id, spec, scalars, reason }] of runs.entries()) {
      expect(rows[i]).toMatchObject({ run: id, seed: String(spec.seed), reason });
      for (const [key, { value, stderr, converged }] of Object.entries(scalars))
        expect(rows[i]).toMatchObject({
          [key]: String(value),
          [`${key}Stderr`]: String(stderr),
          [`${key}Converged`]: String(converged),
        });
    }
  });

  test('has the series of all runs behind one another', () => {
    const rows = read('series.csv');
    const expected = runs.flatMap(({ id, series }) =>
      series.step!.map((step, i) => ({
        run: id,
        step: String(step),
        trainLoss: String(series.trainLoss![i]),
      })),
    );
    expect(rows.map(({ run, step, trainLoss }) => ({ run, step, trainLoss }))).toEqual(expected);
    expect(Object.keys(tables)).toEqual(['runs.csv', 'series.csv']);
  });
});

describe('Parquet', () => {
  const { files } = parquetFiles(exported);
  const read = async (name: string) => {
    const path = join(folder, name);
    writeFileSync(path, files.get(name)!);
    const file = await asyncBufferFromFile(path);
    return { rows: await parquetReadObjects({ file }), meta: await parquetMetadataAsync(file) };
  };

  test.each([
    ['runs.parquet', runsFrame(runs)],
    ['series.parquet', seriesFrame(runs)],
  ] as const)(
    '%s reads back cell by cell, in its types, with nothing for null',
    async (name, frame) => {
      const { rows, meta } = await read(name);
      expect(rows).toHaveLength(frame.rows);
      for (const { name: column, cells, holds } of frame.columns)
        for (const [i, row] of rows.entries()) {
          const found: unknown = row[column] ?? null;
          const none = holds === 'count' && !Number.isFinite(cells[i]);
          if (found !== null && holds === 'count') expect(typeof found).toBe('bigint');
          expect([column, asText(found)]).toEqual([column, none ? '' : asText(cells[i])]);
        }
      const types = Object.fromEntries(
        meta.schema.slice(1).map(({ name: of, type }) => [of, type]),
      );
      const expected = { number: 'DOUBLE', count: 'INT64', text: 'BYTE_ARRAY', truth: 'BOOLEAN' };
      for (const { name: of, holds } of frame.columns)
        expect([of, types[of]]).toEqual([of, expected[holds]]);
      expect(meta.key_value_metadata).toEqual([{ key: 'flowlab.version', value: '1' }]);
    },
  );
});

describe('NPZ', () => {
  const { files } = npzFiles(exported);
  const read = (name: string) => parseNpz(files.get(name)!, name);

  test('holds numbers of runs, and of series by the place of their run', () => {
    const all = read('runs.npz');
    expect([...all.trace!.data]).toEqual(
      runs.map(({ scalars }) => scalars.trace?.value ?? Number.NaN),
    );
    expect([...all.traceConverged!.data]).toEqual(
      runs.map(({ scalars }) =>
        scalars.trace === undefined ? Number.NaN : Number(scalars.trace.converged),
      ),
    );
    expect(all).not.toHaveProperty('method');
    const series = read('series.npz');
    const own = (i: number) =>
      [...series.trainLoss!.data].filter((_, row) => series.runIndex!.data[row] === i);
    for (const [i, run] of runs.entries()) expect(own(i)).toEqual(run.series.trainLoss);
  });

  test('stacks the weights of runs of one shape', () => {
    const [first, second] = [read('weights.npz'), read('weights-2.npz')];
    expect([first.p0!.shape, second.p0!.shape]).toEqual([
      [3, 2, 3],
      [runs.length - 3, 2, 2],
    ]);
    expect([...first.runIndex!.data, ...second.runIndex!.data]).toEqual(runs.map((_, i) => i));
    expect([...second.p0!.data.slice(4, 8)]).toEqual([4, 4.125, 4.25, 4.375]);
    expect([...first.p1!.data]).toEqual([-0, -1, -2]);
  });
});

/** CRC-32C bit by bit. Source: RFC 3720, §12.1, whose polynomial is 0x1edc6f41, here turned round. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

/** The records of a TFRecord file, which has to be whole. */
function recordsOf(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const unmasked = (at: number) => {
    const turned = (view.getUint32(at, true) - 0xa282ead8) >>> 0;
    return ((turned >>> 17) | (turned << 15)) >>> 0;
  };
  const records: Uint8Array[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    expect(unmasked(at + 8)).toBe(crc32c(file.subarray(at, at + 8)));
    const record = file.subarray(at + 12, at + 12 + length);
    expect(unmasked(at + 12 + length)).toBe(crc32c(record));
    records.push(record);
    at += length + 16;
  }
  return records;
}

describe('TensorBoard', () => {
  test('CRC-32C of "123456789" is 0xe3069283', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  test('an event file is its header, hyperparameters, and an event for each number', () => {
    const file = eventFile({
      scalars: [
        { tag: 'a', step: 3, value: 0.1 },
        { tag: 'a', step: 4, value: Number.POSITIVE_INFINITY },
      ],
      descriptions: { a: 'what a is' },
      hyperparameters: { rate: 0.5, method: 'sgd', centre: true },
      wallTime: 1.5,
    });
    const records = recordsOf(file).map((bytes) => Buffer.from(bytes).toString('latin1'));
    expect(records).toHaveLength(4);
    expect(records[0]).toContain('brain.Event:2');
    expect(records[1]).toContain('_hparams_/session_start_info');
    expect(records[2]).toContain('what a is');
    expect(records[3]).not.toContain('what a is');
    // Field 6 of a TensorProto, packed: a double of 0.1.
    const tenth = Buffer.from(Float64Array.of(0.1).buffer).toString('latin1');
    expect(records[2]).toContain(`\x32\x08${tenth}`);
  });

  test('every run has a folder of its own, named by arm, seed and id', () => {
    const names = [...tensorboardFiles(exported).files.keys()];
    expect(new Set(names).size).toBe(runs.length);
    for (const [i, name] of names.entries())
      expect(name).toMatch(
        new RegExp(
          `^tensorboard/[a-z0-9.-]+-seed-${runs[i]!.spec.seed}-${runs[i]!.id}/events\\.out\\.tfevents\\.1700000000\\.flowlab$`,
        ),
      );
  });
});
