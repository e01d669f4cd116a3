import { significant } from '../../core/format.ts';
import { choiceIn, percent } from './judging.ts';
import { along, endOfLane, type Outcome } from './outcome.ts';
import { type Question, texts } from './question.ts';

const text = texts[1];

/** Questions on the noise of SGD. */
export const noiseQuestions: readonly Question[] = [
  {
    ...{ id: 'batch', text, section: 'Origin of Noise', title: 'Noise and batch size' },
    quote: 'Noise magnitude scales approximately with Var(ξ) ∝ 1/B.',
    asks: 'SGD trains with B examples a step and, beside it, with 4B. How far does the second stray from gradient flow, compared with the first?',
    choices: [
      { id: 'same', says: 'About as far' },
      { id: 'half', says: 'About half as far' },
      { id: 'quarter', says: 'About a quarter as far' },
    ],
    theory: 'half',
    because:
      'The variance of the gradient is C(θ)/B. A distance goes as its root: four times the batch, half the distance.',
    set: { rate: 0.02, batch: 4, time: 2, companion: 'larger-batch', curvature: false },
    reveal: (outcome) =>
      distances(outcome, { quarter: [0.18, 0.35], half: [0.4, 0.65], same: [0.8, 1.25] }),
  },
  {
    ...{ id: 'noise-scale', text, section: 'Learning Rate and Noise Scale', title: 'η over B' },
    quote: 'Effective noise strength depends on: noise scale ∝ η/B.',
    asks: 'SGD trains with η and B and, beside it, with half of both. How far does the second stray from gradient flow by the same training time, compared with the first?',
    choices: [
      { id: 'half', says: 'About half as far' },
      { id: 'same', says: 'About as far' },
      { id: 'twice', says: 'About twice as far' },
    ],
    theory: 'same',
    because:
      'In a unit of time there are 1/η steps, each with noise of variance η²C/B: together ηC/B. Half of both leaves it as it is.',
    set: { rate: 0.03, batch: 4, time: 4, companion: 'same-noise', curvature: false },
    reveal: (outcome) =>
      distances(outcome, { half: [0.4, 0.62], same: [0.75, 1.33], twice: [1.6, 2.5] }),
  },
  {
    ...{ id: 'equation', text, section: 'Definition', title: 'SGD as an equation' },
    quote: 'In continuous time, this becomes a stochastic differential equation (SDE).',
    asks: 'Beside SGD runs the stochastic differential equation with its noise, dθ = −∇L dt + √(ηC/B) dW, driven by numbers of its own. How far does it stray from gradient flow, compared with SGD?',
    choices: [
      { id: 'nearer', says: 'Half as far or less' },
      { id: 'same', says: 'About as far' },
      { id: 'further', says: 'Twice as far or more' },
    ],
    theory: 'same',
    because:
      'Gaussian noise of the same covariance spreads the weights in the same way: single paths differ, their statistics agree to first order in η (Li, Tai & E 2017).',
    set: { rate: 0.02, batch: 4, time: 4, companion: 'sgd-flow', curvature: false },
    reveal: (outcome) =>
      distances(outcome, { nearer: [0, 0.6], same: [0.75, 1.33], further: [1.7, Infinity] }),
  },
  {
    ...{ id: 'labels', text, section: 'Origin of Noise', title: 'Wrong labels' },
    quote: 'In SGD, noise arises from: mini-batch sampling, data heterogeneity, label noise.',
    asks: 'Three in ten training labels are wrong. While gradient descent goes on to fit them, what does its test loss do?',
    choices: [
      { id: 'falls', says: 'It falls along with the training loss' },
      { id: 'rises', says: 'It falls first, then rises' },
    ],
    theory: 'rises',
    because:
      'What true labels have in common is learned first. Fitting the wrong ones afterwards lowers the training loss alone.',
    set: { labelNoise: 0.3, network: '64', rate: 0.1, time: 100, curvature: false },
    reveal(outcome) {
      const losses = along(outcome, 'descent', ({ testLoss }) => testLoss);
      const [least, last] = [Math.min(...losses), losses.at(-1)!];
      const { trainAccuracy, testAccuracy } = endOfLane(outcome, 'descent');
      return {
        choice: last > 1.02 * least ? 'rises' : 'falls',
        says: `The test loss fell to ${significant(least)} and ended at ${significant(last)}, with ${percent(trainAccuracy)} of training and ${percent(testAccuracy)} of test examples right.`,
      };
    },
  },
  {
    ...{
      id: 'flat',
      text,
      section: 'Sharp vs Flat Minima',
      title: 'Does noise prefer flat regions?',
    },
    quote: 'Stochastic gradient flow biases toward flatter regions.',
    asks: 'At the same η and training time, whose Hessian has the smaller trace at the end: that of gradient descent, or that of SGD with two examples a step?',
    choices: [
      { id: 'descent', says: 'That of gradient descent' },
      { id: 'sgd', says: 'That of SGD' },
      { id: 'alike', says: 'They agree within a tenth' },
    ],
    theory: 'sgd',
    because:
      'Noise makes sharp regions unstable well before λ reaches 2/η, so that SGD with small batches is held where the curvature is lower.',
    set: { rate: 0.05, batch: 2, time: 40 },
    reveal(outcome) {
      const [descent, sgd] = [endOfLane(outcome, 'descent'), endOfLane(outcome, 'sgd')];
      const ratio = (sgd.trace?.value ?? Number.NaN) / (descent.trace?.value ?? Number.NaN);
      return {
        ...choiceIn(ratio, { sgd: [0, 0.9], alike: [0.9, 1.1], descent: [1.1, Infinity] }),
        says: `The trace is ${significant(descent.trace?.value ?? Number.NaN)} for gradient descent and ${significant(sgd.trace?.value ?? Number.NaN)} for SGD.`,
      };
    },
  },
  {
    ...{ id: 'boltzmann', text, section: 'Stationary Distribution Interpretation' },
    title: 'Where noise spends its time',
    quote:
      'Under certain assumptions, stochastic gradient flow converges to a stationary distribution: p(θ) ∝ exp(−L(θ)/T).',
    asks: 'On the landscape every weight has two wells of equal depth: a sharp one on the left, where Langevin dynamics begin, and a flat one on the right. Where do they spend their time?',
    choices: [
      { id: 'sharp', says: 'Mostly in the sharp well, where they began' },
      { id: 'alike', says: 'About as much in either' },
      { id: 'flat', says: 'Mostly in the flat well' },
    ],
    theory: 'flat',
    because:
      'At equal depth a well has weight in proportion to its width: about √(1/λ) at low temperature. Eight times the curvature, a third of the weight.',
    set: {
      ...{ surface: 'wells', surfaceRate: 0.05, temperature: 0.3 },
      ...{ train: 50, time: 2, rate: 0.1, curvature: false },
    },
    reveal({ landscape: { flat } }) {
      if (flat === undefined) return { says: 'There was no Langevin path to look at.' };
      return {
        ...choiceIn(flat.time, { sharp: [0, 0.4], alike: [0.4, 0.6], flat: [0.6, 1] }),
        says: `Langevin dynamics spent ${percent(flat.time)} of the time in the flat well; exp(−L/T) has ${percent(flat.stationary)} of its weight there.`,
      };
    },
  },
];

/** How far the companion of SGD strays from gradient flow, as a share of how far SGD does. */
function distances(outcome: Outcome, ranges: Readonly<Record<string, readonly [number, number]>>) {
  const [sgd, other] = [endOfLane(outcome, 'sgd'), endOfLane(outcome, 'companion')];
  const ratio = other.distance / sgd.distance;
  return {
    ...choiceIn(ratio, ranges),
    says: `${sgd.title} ends ${significant(sgd.distance)} from gradient flow, ${other.title} ${significant(other.distance)}: ${significant(ratio)} times as far.`,
  };
}
