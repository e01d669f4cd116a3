import { significant } from '../../core/format.ts';
import { choiceIn, lateMean, rises, times } from './judging.ts';
import { along, endOfLane } from './outcome.ts';
import { type Question, texts } from './question.ts';

const text = texts[0];

/** Questions on gradient flow and gradient descent. */
export const descentQuestions: readonly Question[] = [
  {
    ...{ id: 'limit', text, section: 'Definition', title: 'The limit of small steps' },
    quote: 'Gradient flow is the limit of gradient descent as η → 0.',
    asks: 'Gradient descent trains at η and, beside it, at η/2. At the same training time, how far is the second from gradient flow, compared with the first?',
    choices: [
      { id: 'half', says: 'About half as far' },
      { id: 'quarter', says: 'About a quarter as far' },
      { id: 'same', says: 'About as far' },
    ],
    theory: 'half',
    because:
      'Gradient descent is Euler’s method for dθ/dt = −∇L(θ), a method of order 1: at a fixed time its error is proportional to η.',
    set: { rate: 0.05, time: 4, companion: 'half-rate', curvature: false },
    reveal(outcome) {
      const [whole, half] = [endOfLane(outcome, 'descent'), endOfLane(outcome, 'companion')];
      const ratio = half.distance / whole.distance;
      return {
        ...choiceIn(ratio, { quarter: [0.2, 0.35], half: [0.4, 0.62], same: [0.8, 1.25] }),
        says: `At η the distance to gradient flow is ${significant(whole.distance)}, at η/2 it is ${significant(half.distance)}: ${significant(ratio)} times as far.`,
      };
    },
  },
  {
    ...{ id: 'monotone', text, section: 'Convergence Behavior', title: 'Does the loss only fall?' },
    quote: 'In gradient descent: loss decreases only if learning rate is sufficiently small.',
    asks: 'Full-batch gradient descent takes large steps, without any noise. Whose training loss rises somewhere on the way?',
    choices: [
      { id: 'neither', says: 'Nobody’s: there is no noise' },
      { id: 'descent', says: 'That of gradient descent, never that of gradient flow' },
      { id: 'both', says: 'Both' },
    ],
    theory: 'descent',
    because:
      'Along gradient flow dL/dt = −‖∇L‖² ≤ 0. A step of length η lowers the loss for sure only while η < 2/λ, with λ the largest Hessian eigenvalue on the way.',
    set: { rate: 0.2, time: 20, curvature: false },
    reveal(outcome) {
      const [flow, descent] = (['flow', 'descent'] as const).map((id) =>
        rises(along(outcome, id, ({ loss }) => loss)),
      ) as [number, number];
      const choice = flow > 0 ? 'both' : descent > 0 ? 'descent' : 'neither';
      return {
        choice,
        says: `From one look to the next the loss of gradient descent rose ${times(descent)}, that of gradient flow ${times(flow)}.`,
      };
    },
  },
  {
    ...{ id: 'too-large', text, section: 'Convergence Behavior', title: 'Too large a step' },
    quote: 'Too large η causes instability or divergence.',
    asks: 'η is far beyond 2/λ at the initial weights. What becomes of gradient descent?',
    choices: [
      { id: 'slower', says: 'It trains, only less smoothly' },
      { id: 'diverges', says: 'Its loss grows without bound' },
    ],
    theory: 'diverges',
    because:
      'Along the sharpest direction a step multiplies the displacement by 1 − ηλ. Beyond ηλ = 2 that grows from step to step. A network can escape into a flatter region while η is below about 4/λ; this η is larger.',
    set: { rate: 2, time: 20, curvature: false },
    reveal(outcome) {
      const { diverged, loss } = endOfLane(outcome, 'descent');
      const flow = endOfLane(outcome, 'flow');
      const calm = `Gradient flow, which has no step to choose, came to a loss of ${significant(flow.loss)}.`;
      return diverged === undefined
        ? {
            choice: 'slower',
            says: `Gradient descent ended at a loss of ${significant(loss)}. ${calm}`,
          }
        : {
            choice: 'diverges',
            says: `Gradient descent diverged by t = ${significant(diverged)}. ${calm}`,
          };
    },
  },
  {
    ...{ id: 'edge', text, section: 'Learning Rate Role', title: 'The edge of stability' },
    quote: 'Learning rate determines: speed of convergence, stability, exploration behavior.',
    asks: 'The sharpness λ, the largest Hessian eigenvalue, rises while the network trains. Gradient descent is stable only below λ = 2/η. Where does its λ go?',
    choices: [
      { id: 'below', says: 'It stays well below 2/η' },
      { id: 'edge', says: 'It rises to 2/η and stays about there' },
      { id: 'beyond', says: 'It rises far beyond 2/η' },
    ],
    theory: 'edge',
    because:
      'Beyond 2/η the weights swing along the sharpest direction with growing amplitude, and the swing itself drives them to where λ is smaller (Cohen et al. 2021).',
    set: { rate: 0.2, time: 40 },
    reveal(outcome) {
      const edge = 2 / outcome.state.rate;
      const late = lateMean(along(outcome, 'descent', ({ sharpness }) => sharpness?.value));
      return {
        ...choiceIn(late / edge, { below: [0, 0.85], edge: [0.9, 1.15], beyond: [1.3, Infinity] }),
        says: `2/η = ${significant(edge)}. Over the last third of the time λ of gradient descent was ${significant(late)} on average.`,
      };
    },
  },
  {
    ...{
      id: 'held-flat',
      text,
      section: 'Implicit Regularization',
      title: 'Where finite steps lead',
    },
    quote:
      'Gradient descent with finite step size: learning rate influences which minima are reached.',
    asks: 'After the same training time, which ends at the larger sharpness λ: gradient flow, or gradient descent with large steps?',
    choices: [
      { id: 'flow', says: 'Gradient flow' },
      { id: 'descent', says: 'Gradient descent' },
      { id: 'alike', says: 'Both end alike, within a tenth' },
    ],
    theory: 'flow',
    because:
      'Nothing keeps gradient flow from sharp regions. Gradient descent cannot stay where λ is above 2/η, so its steps choose flatter ones.',
    set: { rate: 0.2, time: 40 },
    reveal(outcome) {
      const [flow, descent] = (['flow', 'descent'] as const).map((id) =>
        lateMean(along(outcome, id, ({ sharpness }) => sharpness?.value)),
      ) as [number, number];
      return {
        ...choiceIn(flow / descent, {
          descent: [0, 0.9],
          alike: [0.9, 1.1],
          flow: [1.1, Infinity],
        }),
        says: `Over the last third of the time λ was ${significant(flow)} along gradient flow and ${significant(descent)} along gradient descent.`,
      };
    },
  },
  {
    ...{ id: 'momentum', text, section: 'Governance Perspective', title: 'Momentum and time' },
    quote:
      'Theoretical safety analysis often assumes gradient flow. But real systems use gradient descent with momentum.',
    asks: 'Heavy ball keeps β = 0.9 of its velocity, at the same η. How much sooner does it reach the loss at which gradient descent ends?',
    choices: [
      { id: 'same', says: 'At about the same time' },
      { id: 'twice', says: 'About twice as soon' },
      { id: 'ten', says: 'About ten times as soon' },
    ],
    theory: 'ten',
    because:
      'A gradient goes on acting through the velocity, 1 + β + β² + … = 1/(1 − β) = 10 times in all: to first order momentum follows the same flow, ten times as fast.',
    set: { rate: 0.02, time: 20, companion: 'heavy-ball', curvature: false },
    reveal(outcome) {
      const { loss } = endOfLane(outcome, 'descent');
      const first = along(outcome, 'companion', (row) => row.loss).findIndex((one) => one <= loss);
      const at = outcome.rows[first]?.time ?? Number.NaN;
      const sooner = outcome.rows.at(-1)!.time / at;
      return {
        ...choiceIn(sooner, { same: [0.8, 1.3], twice: [1.6, 3], ten: [6, 13] }),
        says: `Gradient descent ended at a loss of ${significant(loss)}, which heavy ball had reached by t = ${significant(at)}: ${significant(sooner)} times as soon.`,
      };
    },
  },
];
