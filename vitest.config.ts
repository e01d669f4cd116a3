import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // TensorFlow's addon loads once per process, and not in a second thread of one.
    pool: 'forks',
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/closing-line.ts'],
    // One thread each, as the lab's own workers on two cores.
    env: { TF_CPP_MIN_LOG_LEVEL: '3', TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' },
  },
});
