import { InputError } from '../../core/error.ts';
import type { FigureFormat, FigureRequest } from '../../lab/experiment/figures/figure-request.ts';
import type { Figure } from '../plot/figure.ts';
import type { Sketch } from '../sketch/sketch.ts';
import { drawn, sketchesNamed } from './wanted.ts';

/** A figure as a file. */
export interface Picture {
  readonly id: string;
  readonly format: FigureFormat;
  readonly bytes: Uint8Array;
}

type Render = (figure: Figure, format: FigureFormat) => Uint8Array;

/**
 * The figures of a request as files, PDF unless told otherwise, each once.
 *
 * Throws InputError where there is no figure of a name, where an axis cannot have the scale, and where a sheet is too small.
 */
export function picturesOf(
  sketches: readonly Sketch[],
  { figure = 'all', format = 'pdf', ...look }: FigureRequest,
  render: Render,
): readonly Picture[] {
  const wanted = new Set([figure].flat().flatMap((name) => sketchesNamed(sketches, name)));
  const formats = new Set([format].flat());
  return [...wanted].flatMap((sketch) => {
    const picture = drawn(sketch, look);
    return [...formats].map((one) => ({
      ...{ id: sketch.id, format: one },
      bytes: render(picture, one),
    }));
  });
}

/** What became of the figures that an experiment file asks for. */
export interface Asked {
  /** By their paths below the folder of the figures. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Of each request that could not be met why, in one line. */
  readonly missing: readonly string[];
}

/**
 * The figures that an experiment file asks for: each lies in a folder with the name of its sheet, `column/hessian-trace.pdf`; where
 * two requests come to the same file, that of the later ends in a number.
 */
export function askedPictures(
  requests: readonly FigureRequest[],
  sketchesFor: (arms: string | undefined, from: string) => readonly Sketch[],
  render: Render,
): Asked {
  const files = new Map<string, Uint8Array>();
  const missing: string[] = [];
  for (const [i, request] of requests.entries()) {
    const from = `figures[${i}]`;
    try {
      const sketches = sketchesFor(request.arms, `${from}.arms`);
      const taken = new Set(files.keys());
      for (const { id, format, bytes } of picturesOf(sketches, request, render))
        files.set(freePath(`${request.preset ?? 'column'}/${id}`, format, taken), bytes);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { message } = error;
      missing.push(message.startsWith(from) ? message : `${from}: ${message}`);
    }
  }
  return { files, missing };
}

function freePath(stem: string, format: FigureFormat, taken: ReadonlySet<string>): string {
  const path = (k: number) => `${stem}${k === 1 ? '' : `-${k}`}.${format}`;
  let k = 1;
  while (taken.has(path(k))) k++;
  return path(k);
}
