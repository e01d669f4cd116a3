/**
 * The value of every key that an experiment file leaves out.
 *
 * The standard recipe of this lab is 500 centred MNIST images, a 784-32-32-10 tanh network and ½
 * squared error, chosen by trial: small enough for a laptop, large enough to reach the edge of
 * stability. What else is set here says where it comes from.
 */
export const defaults = {
  data: {
    name: 'mnist',
    targets: 'classes',
    train: 500,
    // Accuracy near 0.9 then has a standard error of √(0.9·0.1/2000) = 0.7 %.
    test: 2000,
    centre: true,
    scale: 'deviation',
    labelNoise: 0,
    randomLabels: false,
    // The least that can name a class.
    markerSize: 1,
  },
  kind: 'mlp',
  hidden: [32, 32],
  // Feature maps of C1 and C3 in LeNet-5: LeCun et al. 1998, §II-B.
  channels: [6, 16],
  activation: 'tanh',
  linearised: false,
  parametrisation: 'standard',
  bias: true,
  // U(±1/√fan_in) as it is; other values are for lazy against feature learning.
  scale: 1,
  // The network's own; others, with its start subtracted, are for lazy against feature learning.
  outputScale: 1,
  centred: false,
  loss: 'squared-error',
  shaping: 0,
  // What every training library computes in, and twice as fast.
  precision: 'single',
  // By a table of what pays, and plain where that is in doubt.
  engine: { xla: 'auto' },
  solver: 'rkc2',
  // Of the two that fit, the one of higher order: fewer gradients at the small tolerances that O(η²) asks for.
  modifiedFlowSolver: 'dormand-prince',
  // A choice, not derived; halve it to see whether a distance between methods depends on it.
  tolerance: 1e-4,
  // In seconds: what a crash may cost, chosen.
  checkpoint: { every: 60 },
  // Of a central flow; that of the code of Cohen, Damian et al. 2025.
  substeps: 4,
  // An epoch is a permutation, as in every training library.
  sampling: 'shuffled',
  // Of a stochastic flow: C/B, the covariance that its theory is written for.
  independentSampling: 'with-replacement',
  // The equation of the first order, the one usually meant.
  flowDrift: 'plain',
  // Synchronous workers.
  visit: 'all',
  // A choice, and the usual one: ten steps of memory.
  momentum: 0.9,
  // Kingma & Ba, Adam, ICLR 2015, algorithm 1.
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  // torch.optim.RMSprop's.
  alpha: 0.99,
  // A choice: the fewest that show a spread; an interval worth quoting takes more.
  seeds: 3,
  // 4 % of 0.5, the ½ squared error of answering zero to one-hot targets.
  stopLoss: 0.02,
  // A bound, so that a run whose target is out of reach still ends.
  stopSteps: 100_000,
  // A choice: about 16 rows per decade over 10⁵ steps.
  points: 80,
  // In trials rates 0.02 and 0.1 ended at traces 18 % or more apart, so 3 % tells them apart.
  trace: { relativeError: 0.03, maxProbes: 2000 },
  // λ is read against 2/η, and 0.1 % is below the width of that line in a figure.
  sharpness: { tolerance: 1e-3, maxIterations: 200 },
  // Rates in grids are a factor of two apart. 5 % above 2/λ a mode grows as 1.1ⁿ: 2e8 in 200 steps.
  threshold: { width: 0.05, steps: 200 },
} as const;
