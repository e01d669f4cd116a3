import { type ChoiceName, choices } from '../state/address.ts';
import { placeOf, type RangeName, ranges } from '../state/ranges.ts';
import type { LiveState } from '../state/state.ts';
import { choiceTexts, rangeTexts, shownValue } from './control-texts.ts';
import { create } from './elements.ts';

/** A control of one key of the state. */
interface Control {
  readonly element: HTMLElement;
  /** Shows the value that a state has. */
  show(state: LiveState): void;
}

export type Change = Partial<LiveState>;

/** Controls of a state, in the order of their keys. */
export function controlsOf(
  keys: readonly (RangeName | Exclude<ChoiceName, 'question'> | 'curvature')[],
  into: HTMLElement,
  changed: (change: Change) => void,
): (state: LiveState) => void {
  const made = keys.map((key) =>
    key === 'curvature'
      ? checkbox(changed)
      : isRange(key)
        ? slider(key, changed)
        : select(key, changed),
  );
  into.append(...made.map(({ element }) => element));
  return (state) => {
    for (const control of made) control.show(state);
  };
}

const isRange = (key: RangeName | ChoiceName): key is RangeName => Object.hasOwn(ranges, key);

function slider(key: RangeName, changed: (change: Change) => void): Control {
  const range = ranges[key];
  const id = `control-${key}`;
  const input = create('input', {
    ...{ id, type: 'range', min: 0, max: range.values.length - 1, step: 1 },
  });
  const output = create('output', { for: id });
  const tell = (value: number) => {
    output.textContent = shownValue(key, value);
    input.setAttribute('aria-valuetext', shownValue(key, value));
  };
  const value = () => range.values[Number(input.value)]!;
  input.addEventListener('input', () => tell(value()));
  input.addEventListener('change', () => changed({ [key]: value() }));
  const element = create(
    'div',
    { class: 'control' },
    create('label', { for: id }, rangeTexts[key]),
    input,
    output,
  );
  return {
    element,
    show(state) {
      input.value = `${placeOf(range, state[key])}`;
      tell(value());
    },
  };
}

function select(key: Exclude<ChoiceName, 'question'>, changed: (change: Change) => void): Control {
  const id = `control-${key}`;
  const { name, choices: texts } = choiceTexts[key];
  const names: readonly string[] = choices[key];
  const options = names.map((value) => create('option', { value }, texts[value]!));
  const input = create('select', { id }, ...options);
  input.addEventListener('change', () => changed({ [key]: input.value }));
  return {
    element: create('div', { class: 'control' }, create('label', { for: id }, name), input),
    show(state) {
      input.value = state[key];
    },
  };
}

function checkbox(changed: (change: Change) => void): Control {
  const id = 'control-curvature';
  const input = create('input', { id, type: 'checkbox' });
  input.addEventListener('change', () => changed({ curvature: input.checked }));
  const text = 'Measure λ and the Hessian trace on the way (takes longer)';
  return {
    element: create('div', { class: 'control check' }, input, create('label', { for: id }, text)),
    show(state) {
      input.checked = state.curvature;
    },
  };
}
