import type { AxisValue } from '../../claims/expression/names.ts';
import { leaves } from '../../lab/experiment/leaves.ts';
import type { Arm } from '../arms/arm.ts';
import { plainWordsOf, wordsOf } from '../arms/labels.ts';

/** An axis of the grid, and how it is spoken of. */
export interface Axis {
  /** As statements call it: `batch`, `data.seed`, `rate/batch`. */
  readonly name: string;
  /** `B`, `η`, `width`, `label noise`. */
  readonly symbol: string;
  /** One value in words: `B = 4`, `true labels`; of an arm that does without, so that a default is meant, `no averaging`. */
  wordsOf(value: AxisValue | undefined): string;
}

/** An axis by its name, in the words of the labels of arms. */
export function axisOf(name: string, arms: readonly Arm[]): Axis {
  const path = pathOf(name, arms);
  if (path === undefined) return { name, symbol: name, wordsOf: (value) => partsOf(name, value) };
  return {
    name,
    symbol: symbolOf(path),
    wordsOf: (value) =>
      wordsOf({ key: path, value: value === undefined ? null : (listOf(value) ?? value) }),
  };
}

/** A width, `width = 32`, or keys of the method that come together as `familiesOf` writes them, such as a schedule. */
function partsOf(name: string, value: AxisValue | undefined): string {
  const own = value === undefined ? undefined : listOf(value);
  if (value === undefined) return wordsOf({ key: `method.${name}`, value: null });
  if (own === undefined) return `${name} = ${String(value)}`;
  return (own as unknown as [string, AxisValue][])
    .map(([key, one]) => wordsOf({ key: `method.${key}`, value: one }))
    .join(', ');
}

/** Two axes divided. */
export const quotientOf = (top: Axis, bottom: Axis): Axis => {
  const symbol = `${top.symbol}/${bottom.symbol}`;
  const name = `${top.name}/${bottom.name}`;
  return { name, symbol, wordsOf: (value) => `${symbol} = ${String(value)}` };
};

/** The key of a spec that has this name, in full: `method.batch`; undefined for what is a part of a key, such as a width. */
function pathOf(name: string, arms: readonly Arm[]): string | undefined {
  const keys = arms.flatMap(({ spec: { method, network, data, loss, shaping, l2, precision } }) =>
    leaves('', { method, network, data, loss, shaping, l2, precision }).map(([path]) => path),
  );
  return keys.find((path) => path === name || path.slice(path.indexOf('.') + 1) === name);
}

/** What no word holds. */
const HOLE = '\u0000';

/** What is written before a value of the key, or after it: `B` of `B = 4`, `test examples` of `500 test examples`. */
function symbolOf(path: string): string {
  const text = wordsOf({ key: path, value: HOLE });
  const symbol = text.replace(/ ?=? ?\0 ?/, '').trim();
  return text.includes(HOLE) && symbol !== '' ? symbol : plainWordsOf(path);
}

/** `[32,16]` is a list. */
function listOf(value: AxisValue): readonly (string | number)[] | undefined {
  return typeof value === 'string' && value.startsWith('[') ? JSON.parse(value) : undefined;
}
