import { losses } from '../../problems/supervised/loss-names.ts';
import { questionNames } from './question-names.ts';
import { has, type RangeName, rangeNames, ranges } from './ranges.ts';
import {
  activations,
  companions,
  dataNames,
  initialState,
  type LiveState,
  networks,
  surfaces,
} from './state.ts';

/** The keys of a state that are one of some names, with these. */
export const choices = {
  data: dataNames,
  network: networks,
  activation: activations,
  loss: losses,
  companion: companions,
  surface: surfaces,
  question: ['', ...questionNames],
} as const satisfies Partial<Record<keyof LiveState, readonly string[]>>;

export type ChoiceName = keyof typeof choices;

/** A state as the part of an address after `#`: only what differs from the initial one, so that addresses are short. */
export const addressOf = (state: LiveState): string =>
  new URLSearchParams(
    Object.entries(state)
      .filter(([key, value]) => value !== initialState[key as keyof LiveState])
      .map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();

/** The state that an address names. What it does not name, or what no control could show, is as it is initially. */
export function stateOf(address: string): LiveState {
  const given = new URLSearchParams(address.replace(/^#/, ''));
  const found: Record<string, unknown> = {};
  for (const [key, text] of given) {
    const value = readValue(key, text);
    if (value !== undefined) found[key] = value;
  }
  // Every value was checked against what its key may have.
  return { ...initialState, ...found } as LiveState;
}

function readValue(key: string, text: string): unknown {
  if (key === 'curvature') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (isChoice(key)) return choices[key].find((name) => name === text);
  if (!isRange(key) || text.trim() === '') return undefined;
  const value = Number(text);
  return has(ranges[key], value) ? value : undefined;
}

const isChoice = (key: string): key is ChoiceName => Object.hasOwn(choices, key);
const isRange = (key: string): key is RangeName => rangeNames.some((name) => name === key);
