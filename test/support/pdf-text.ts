import { inflateSync } from 'node:zlib';

/** What a PDF says of its pages and fonts, read from its bytes, compressed objects included. */
export function pdfFacts(bytes: Uint8Array): {
  readonly pages: number;
  /** Width and height of the first page in points. */
  readonly box: readonly number[];
  /** Fonts that it names, and files of fonts that lie in it. */
  readonly fonts: readonly string[];
  readonly embedded: number;
} {
  const raw = Buffer.from(bytes).toString('latin1');
  const streams = [...raw.matchAll(/stream\r?\n/g)].flatMap(({ index, 0: { length } }) => {
    try {
      return inflateSync(Buffer.from(bytes).subarray(index + length), {
        finishFlush: 2,
      }).toString('latin1');
    } catch {
      return [];
    }
  });
  const text = [raw, ...streams].join('\n');
  const [, box] = /\/MediaBox \[([^\]]*)\]/.exec(text)!;
  return {
    pages: [...text.matchAll(/\/Type \/Page\b/g)].length,
    box: box!.trim().split(/\s+/).map(Number).slice(2),
    fonts: [
      ...new Set([...text.matchAll(/\/FontName \/(?:[A-Z]{6}\+)?([\w-]+)/g)].map(([, f]) => f!)),
    ],
    embedded: [...text.matchAll(/\/FontFile[23]? /g)].length,
  };
}
