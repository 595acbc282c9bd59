/** The last lines of a test run: every skipped test with its reason, then `N passed, N failed, N skipped`. */
import { relative } from 'node:path';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export default class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const skipped = new Map<string, number>();
    for (const module of modules) {
      // A file that could not be collected has no tests, yet it failed.
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed' || result.state === 'failed') count[result.state] += 1;
        else {
          count.skipped += 1;
          const file = relative(process.cwd(), module.moduleId);
          const line = `${file}: ${result.state === 'skipped' && result.note ? result.note : test.fullName}`;
          skipped.set(line, (skipped.get(line) ?? 0) + 1);
        }
      }
    }
    if (skipped.size > 0) console.log('Skipped:');
    for (const [line, times] of skipped) console.log(`  ${line}${times > 1 ? ` (${times} tests)` : ''}`);
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
