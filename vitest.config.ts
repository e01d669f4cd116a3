import { defineConfig } from 'vitest/config';

/** Tests without an engine. They share a process, since most of what such a file would take is loading modules anew. */
const pure = [
  'test/{core,stats,linalg,claims,report,course,support,statistics,theory,mutations,damage}/**/*.test.ts',
  'test/lab/{spec,data,experiment,collection,queue,costs}/*.test.ts',
  'test/live/{state,plot}/*.test.ts',
];

/** With the pure ones and those of `steps` the edit loop, `npm run test:fast`: the engine and records. */
const engine = [
  'test/*.test.ts',
  'test/{oracle,engine,objective}/**/*.test.ts',
  'test/lab/records/*.test.ts',
];

/** Problems, one step of training and methods on the native engine. They share a process, since each would load that engine anew. */
const steps = [
  'test/problems/**/*.test.ts',
  'test/dynamics/integrate/*.test.ts',
  'test/lab/methods/*.test.ts',
];

/** Training and probes on the native engine, which share a process for the same reason. */
const native = [
  'test/{dynamics,probes}/**/*.test.ts',
  'test/lab/{precision,probes,run,task}/*.test.ts',
];

/**
 * What only `npm run test:full` does, since `npm test` is to end within a quarter of an hour: it installs the tarball under every version of Node, runs every
 * example of the library's page and every command of the how-tos and every kind of table, builds the site, verifies twice from nothing, compares numbers of threads, goes through the tutorial,
 * computes shards, solves the course and checks a class of it, damages whole sweeps, stops runs by signals, trains central flows and all methods in double
 * precision, measures edges on the standard recipe, computes on a thousand weights and on saturated networks, leaves runs of every method at many points, seeks targets and ends that match, draws steps of every kind of noise,
 * trains every question of the live page in a browser, turns the data of every claim, compares methods with PyTorch's, and simulates reports.
 */
const long = [
  'test/package/*.test.ts',
  'test/library/*.test.ts',
  'test/site/*.test.ts',
  'test/cli/how-to.test.ts',
  'test/cli/{cite/cite,table/table}.test.ts',
  'test/lab/probes/central-averages.test.ts',
  'test/lab/probes/{step-noise,weights}.test.ts',
  'test/lab/task/output-scale.test.ts',
  'test/cli/verify/twice.test.ts',
  'test/cli/run/threads.test.ts',
  'test/cli/run/killed.test.ts',
  'test/cli/queue/killed.test.ts',
  'test/cli/run/{shards,shards-400}.test.ts',
  'test/cli/tutorial.test.ts',
  'test/cli/run/{controls,forecast,precision,stopped}.test.ts',
  'test/cli/run/runners.test.ts',
  'test/cli/run/{damaged,disks}.test.ts',
  'test/lab/{central,edges}.test.ts',
  'test/lab/precision/everywhere.test.ts',
  'test/cli/course/{course,solutions,class}.test.ts',
  'test/probes/thousand.test.ts',
  'test/probes/operators/round-off.test.ts',
  'test/probes/spectrum/density.test.ts',
  'test/probes/saturated/{curvature,derivatives-native}.test.ts',
  'test/dynamics/training/{flow-error,stationary,target-search}.test.ts',
  'test/dynamics/pytorch.test.ts',
  'test/lab/run/{match,recording-pace}.test.ts',
  'test/lab/run/resume-everywhere.test.ts',
  'test/statistics/{full-size,sentences}.test.ts',
  'test/theory/turned.test.ts',
  'test/live/{questions-in-browser,training/side-by-side}.test.ts',
];

/** The tarball is packed and installed in `npm test` too; on which versions of Node beside the one that runs is told to it. */
const tarball = 'test/package/package.test.ts';

/** Only `npm run test:full` judges made-up tables to count how often verdicts err; how many is told to them. */
const rates = ['test/claims/judging/error-rates.test.ts', 'test/theory/null.test.ts'];

/** So are mutations of what others wrote, and the seed that they follow from. */
const mutations = ['test/mutations/*.test.ts'];

const all = ['test/**/*.test.ts'];

export default defineConfig({
  test: {
    // TensorFlow's addon loads once per process, and not in a second thread of one.
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/closing-line.ts'],
    // One thread each, as the lab's own workers on two cores.
    env: { TF_CPP_MIN_LOG_LEVEL: '3', TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' },
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: pure,
          exclude: [...long, ...rates],
          isolate: false,
          provide: { mutations: { count: 30, seed: 1 } },
        },
      },
      { extends: true, test: { name: 'engine', include: engine } },
      { extends: true, test: { name: 'steps', include: steps, isolate: false } },
      {
        extends: true,
        test: {
          name: 'native',
          include: native,
          exclude: [...steps, ...long],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: all,
          exclude: [...pure, ...engine, ...steps, ...native, ...long],
        },
      },
      { extends: true, test: { name: 'package', include: [tarball], provide: { versions: [] } } },
      {
        extends: true,
        test: {
          name: 'long',
          include: [...long, ...rates, ...mutations],
          provide: {
            ...{ tables: 2000, versions: ['22', '24'] },
            mutations: {
              count: Number(process.env.MUTATIONS ?? 20_000),
              seed: Number(process.env.SEED ?? 1),
            },
          },
        },
      },
    ],
  },
});
