import { EXPORT_VERSION } from './format-version.ts';
import type { Frame } from './frame.ts';

interface About {
  readonly experiment: string;
  readonly title: string;
  /** Of flowlab. */
  readonly version: string;
  /** The command that writes the same again. */
  readonly command: string;
}

/** What the columns of exported tables are, as JSON: `columns.json`. */
export const dataDictionary = (
  { experiment, title, version, command }: About,
  tables: Readonly<Record<string, Frame>>,
): Uint8Array =>
  new TextEncoder().encode(
    `${JSON.stringify(
      {
        format: { name: 'flowlab export', version: EXPORT_VERSION },
        ...{ flowlab: version, command, experiment, title },
        tables: Object.fromEntries(
          Object.entries(tables).map(([file, { rows, columns }]) => [
            file,
            { rows, columns: columns.map(({ cells: _, ...about }) => about) },
          ]),
        ),
      },
      null,
      2,
    )}\n`,
  );
