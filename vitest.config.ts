import { defineConfig } from 'vitest/config';

/** The edit loop, `npm run test:fast`: everything pure, the engine, one step of training, reading and reporting. */
const fast = [
  'test/*.test.ts',
  'test/{core,stats,linalg,oracle,engine,objective,problems,report,support}/**/*.test.ts',
  'test/dynamics/integrate/*.test.ts',
  'test/lab/{spec,data,experiment,methods,records,collection}/*.test.ts',
];

/** What only `npm run test:full` does: it packs, installs and compiles, verifies twice from nothing, and simulates thousands of reports of each size. */
const long = [
  'test/package/*.test.ts',
  'test/cli/verify/twice.test.ts',
  'test/statistics/full-size.test.ts',
];

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
      { extends: true, test: { name: 'fast', include: fast } },
      { extends: true, test: { name: 'slow', include: all, exclude: [...fast, ...long] } },
      { extends: true, test: { name: 'long', include: long } },
    ],
  },
});
