import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Exported, ExportFiles } from './exported.ts';
import { EXPORT_VERSION } from './format-version.ts';
import { type Frame, type FrameColumn, runsFrame, seriesFrame } from './frame.ts';

/** Apache Parquet: DOUBLE, INT64, STRING and BOOLEAN columns, null where there is none. */
export function parquetFiles({ runs }: Exported): ExportFiles {
  const tables = { 'runs.parquet': runsFrame(runs), 'series.parquet': seriesFrame(runs) };
  return {
    tables,
    files: new Map(Object.entries(tables).map(([name, frame]) => [name, parquetFile(frame)])),
  };
}

const TYPES = { number: 'DOUBLE', count: 'INT64', text: 'STRING', truth: 'BOOLEAN' } as const;

const parquetFile = ({ columns }: Frame): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map(({ name, holds, cells }) => ({
        ...{ name, type: TYPES[holds], nullable: true },
        data: holds === 'count' ? wholeNumbers(cells) : [...cells],
      })),
      kvMetadata: [{ key: 'flowlab.version', value: String(EXPORT_VERSION) }],
      createdBy: 'flowlab',
    }),
  );

/** As INT64 wants them. A count that is not finite is none. */
const wholeNumbers = (cells: FrameColumn['cells']): (bigint | null)[] =>
  cells.map((cell) => (typeof cell === 'number' && Number.isFinite(cell) ? BigInt(cell) : null));
