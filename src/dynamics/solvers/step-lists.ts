import type { Precision } from '../../engine/program/compile.ts';
import { type Tensor, tensor, wholeNumbers } from '../../engine/tensors/tensor.ts';
import { MOST_STEPS } from '../integrate/pace.ts';
import type { Asked } from '../integrate/solver.ts';
import type { Clock, Feed, Term } from '../integrate/term.ts';
import type { StepFunction } from './step-function.ts';

/** What the steps of a stretch take from outside, as lists for a loop; its tensors are the caller's to free. */
export interface StepPlan {
  /** dt, and then the factors, of each step. Shapes [steps]. */
  readonly every: Tensor[];
  /** The feeds of the steps of each shape of theirs. Shapes [steps of that shape, …]. */
  readonly own: Tensor[][];
  /** Steps of each shape up to the end of each piece. Shape [shapes][pieces]. */
  readonly ends: Int32Array[];
  /** All steps up to the end of each piece. Shape [pieces]. */
  readonly taken: number[];
  /** 1 where the full loss is looked at after a piece. Shape [pieces]. */
  readonly looks: Int32Array;
}

/** Shapes of feeds that one graph takes: an epoch's mini-batches, and its last, smaller one. */
const SHAPES = 2;

/** Entries of lists for all steps, where every call's are of one length. */
export const ENTRIES = MOST_STEPS;
/** Bytes of lists of feeds of one length, which are filled up for each call: some 50 ms of steps of an MLP, whatever B. */
const FILLED = 1 << 18;
/** And entries of them at least, as of steps with noise on all weights. */
const FEWEST = 16;

/** The entries of lists of feeds of this many bytes a step, where every call's are of one length: they follow from a step alone. */
const entriesFor = (bytes: number): number =>
  2 ** Math.floor(Math.log2(Math.min(ENTRIES, Math.max(FEWEST, FILLED / Math.max(1, bytes)))));

/**
 * Makes such lists for the steps of one term.
 *
 * Where they are to be of one length in all calls, a call takes steps of one shape alone: then neither lengths nor which shapes go together hang on where the steps begin.
 */
export class StepLists {
  /** The shapes of feeds so far, as lengths. */
  private shapes: string[] = [];
  /** Bytes of a step, as far as they are known. */
  bytes = 0;

  private readonly term: Term;
  private readonly factors: NonNullable<StepFunction['factors']>;
  private readonly precision: Precision;
  private readonly oneLength: boolean;

  /** @param oneLength whether lists are of one length in all calls, filled up with zeros */
  constructor(
    term: Term,
    factors: NonNullable<StepFunction['factors']>,
    precision: Precision,
    oneLength = false,
  ) {
    this.term = term;
    this.factors = factors;
    this.precision = precision;
    this.oneLength = oneLength;
  }

  /** The lists of steps at these clocks, or of as many of the first as one graph can take; `first` is the solver's first step. */
  of({ clocks, stops }: Asked, first: number): StepPlan {
    const { feeds, shapes } = this.fed(clocks);
    const count = feeds.length;
    const own: number[][] = this.shapes.map(() => []);
    const pieces: { readonly ends: number[]; readonly taken: number; readonly look: boolean }[] =
      [];
    let stop = 0;
    for (let k = 0; k < count; k++) {
      own[shapes[k]!]!.push(k);
      const taken = k + 1;
      const here = stops[stop]!.taken === taken ? stops[stop++] : undefined;
      // The steps of a piece come shape by shape.
      const turnsBack = taken < count && shapes[taken]! < shapes[k]!;
      if (here !== undefined || turnsBack || taken === count)
        pieces.push({ ends: own.map((of) => of.length), taken, look: here?.look === true });
    }
    const entries = this.oneLength ? ENTRIES : count;
    const list = (of: readonly number[]) => this.list(filled(of, entries), [entries]);
    const steps = clocks.slice(0, count);
    const factors = steps.map(({ step }) => this.factors(step - first + 1, step));
    return {
      every: [
        list(steps.map(({ dt }) => dt)),
        ...factors[0]!.map((_, i) => list(factors.map((of) => of[i]!))),
      ],
      own: own.map((of, q) =>
        this.stacked(of.length > 0 ? of.map((k) => feeds[k]!) : this.like(q)),
      ),
      ends: own.map((_, q) => Int32Array.from(pieces, ({ ends }) => ends[q]!)),
      taken: pieces.map(({ taken }) => taken),
      looks: Int32Array.from(pieces, ({ look }) => Number(look)),
    };
  }

  /** One step's feeds of a shape that no step of a stretch has, since a list has an entry. */
  private like(shape: number): Feed[][] {
    return [this.examples.get(this.shapes[shape]!)!];
  }

  private readonly examples = new Map<string, Feed[]>();

  /** The feeds of the first of these steps, as far as they have no more shapes than one graph takes, and which shape each has. */
  private fed(clocks: readonly Clock[]): { feeds: Feed[][]; shapes: number[] } {
    const feeds: Feed[][] = [];
    const shapes: number[] = [];
    const most = this.oneLength ? 1 : SHAPES;
    let room = clocks.length;
    let shape = '';
    for (const clock of clocks.slice(0, this.oneLength ? ENTRIES : undefined)) {
      const own = [...(this.term.feeds?.(clock) ?? [])];
      const before = feeds.at(-1);
      if (before === undefined || own.some(({ length }, i) => length !== before[i]!.length))
        shape = own.map(({ length }) => length).join();
      if (!this.shapes.includes(shape)) {
        if (this.shapes.length === most && feeds.length > 0) break;
        if (this.shapes.length === most) this.shapes = [];
        this.shapes.push(shape);
        this.examples.set(shape, own);
      }
      feeds.push(own);
      shapes.push(this.shapes.indexOf(shape));
      if (this.oneLength) room = entriesFor(bytesOf(own));
      if (feeds.length === room) break;
    }
    this.bytes = bytesOf(feeds[0]!);
    return { feeds, shapes };
  }

  private stacked(feeds: readonly (readonly Feed[])[]): Tensor[] {
    const entries = this.oneLength ? entriesFor(bytesOf(feeds[0]!)) : feeds.length;
    return feeds[0]!.map((first, i) => {
      const shape = [entries, first.length];
      const rows = feeds.map((of) => of[i]!);
      if (!(first instanceof Int32Array))
        return this.list(joined(Float64Array, rows, entries), shape);
      return wholeNumbers(joined(Int32Array, rows, entries), shape);
    });
  }

  /** Numbers, exact where that matters. */
  private list(values: Float64Array, shape: readonly number[]): Tensor {
    return tensor(this.precision === 'double' ? values : Float32Array.from(values), shape);
  }
}

const bytesOf = (feeds: readonly Feed[]): number =>
  feeds.reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Numbers, and then zeros. */
function filled(values: readonly number[], entries: number): Float64Array {
  const out = new Float64Array(entries);
  out.set(values);
  return out;
}

/** Rows of one length, one after the other, and then zeros. */
function joined<A extends Int32Array | Float64Array>(
  kind: new (length: number) => A,
  rows: readonly ArrayLike<number>[],
  entries: number,
): A {
  const length = rows[0]!.length;
  const out = new kind(entries * length);
  for (const [k, row] of rows.entries()) out.set(row, k * length);
  return out;
}
