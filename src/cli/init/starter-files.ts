/** The experiment that a new folder starts with: short to run, and every line of it explained. */
const EXPERIMENT = `# An experiment: what is trained, how, until when, and what is predicted. It runs in seconds as it stands:
#
#   npx flowlab run experiment.yaml              the report is reports/experiment/index.html
#   npx flowlab run experiment.yaml --dry-run    lists the runs and stops
#   npx flowlab run experiment.yaml --set data.train=500 --seeds 5
#
# A list makes a grid: rate: [0.05, 0.1] with batch: [8, 64] are four arms, each run once a seed.
title: Small batches and flat minima
question: Do smaller batches end in flatter minima?

# mnist comes with flowlab, and glyphs; "npx flowlab data list" says what else there is. Own data: name: csv, npz or idx with a path.
data: { name: mnist, train: 200, test: 500 }

# linear, mlp or cnn; activations tanh, relu, gelu and others.
network: { kind: mlp, hidden: [16], activation: tanh }
loss: cross-entropy # or squared-error

methods:
  - { method: sgd, rate: 0.1, batch: [8, 64] }
  - { method: gradient-descent, rate: 0.1 }

# Each seed draws its own examples, initial weights and batches, and methods share them, so that arms are compared in pairs.
seeds: 3

# Every run ends at the same training loss, to the step, so that none is flatter for being less trained.
stop: { loss: 0.3, epochs: 2000 }
match: loss

# What is measured where a run ends. "npx flowlab probe --list" names every measure.
measure:
  trace: { relativeError: 0.05 } # of the Hessian
  sharpness: true # its largest eigenvalue
  threshold: false # true: how large a rate still trains, which takes longest

# What you predict, with how large an effect, written down before the runs: the report answers it first.
expect:
  - id: flatter
    says: SGD with B = 8 ends at a Hessian trace at least a tenth below that with B = 64
    ratio: { of: trace, from: { batch: 8 }, to: { batch: 64 } }
    in: "< 0.9"
    because: a tenth is what a reader would call flatter
`;

const README = `# Experiments with flowlab

\`\`\`sh
npm install <clone>/flowlab-0.1.0.tgz   # which npm run pack in a clone writes
npx flowlab setup                  # native TensorFlow, once on a machine; without it WebAssembly is used, 5 to 20 times slower
npx flowlab run experiment.yaml    # report in reports/experiment/index.html
npx flowlab experiments            # what else there is to run
\`\`\`

\`experiment.yaml\` says what is trained and what is predicted. Records lie in \`runs/\`, one folder a run, with specification,
measurements and final weights; \`npx flowlab report experiment\` draws the report again from them.
`;

const GITIGNORE = `node_modules/
runs/
reports/
`;

/** The files of a new folder, by name. */
export const starterFiles: Readonly<Record<string, string>> = {
  'experiment.yaml': EXPERIMENT,
  '.gitignore': GITIGNORE,
  'README.md': README,
};
