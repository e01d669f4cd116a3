import type { TestModule } from 'vitest/node';

/** Ends a test run with one plain line, `Tests: 12 passed, 0 failed, 1 skipped`. */
export default class ClosingLine {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') count[state]++;
      }
      // A file that cannot even be loaded has no tests to count.
      if (module.state() === 'failed' && [...module.children.allTests('failed')].length === 0)
        count.failed++;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.stdout.write(`\nTests: ${count.passed} passed, ${count.failed} failed${skipped}\n`);
  }
}
