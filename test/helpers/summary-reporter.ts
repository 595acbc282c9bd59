/** The last lines of a test run: what was skipped and why, file by file, then `N passed, N failed, N skipped`. */
import { relative } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

export default class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const lines: string[] = [];
    for (const module of modules) {
      // A file that could not be collected has no tests, yet it failed.
      count.failed += module.errors().length;
      const skipped: TestCase[] = [];
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') count[state] += 1;
        else skipped.push(test);
      }
      count.skipped += skipped.length;
      if (skipped.length === 0) continue;
      const tests = skipped.length === 1 ? '1 test' : `${skipped.length} tests`;
      lines.push(`  ${relative(process.cwd(), module.moduleId)}, ${tests}`, ...reasons(skipped).map(r => `    ${r}`));
    }
    if (lines.length > 0) console.log(['Skipped:', ...lines].join('\n'));
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

/** What `needs()` found missing and what `ctx.skip()` was told; a test without either is a reason by its name, unless the file lacks a need. */
function reasons(skipped: readonly TestCase[]): string[] {
  const needs = skipped.filter(test => test.name.startsWith('needs')).map(test => test.name);
  const others = skipped.map(test => {
    const result = test.result();
    return (result.state === 'skipped' && result.note) || (needs.length === 0 ? test.fullName : null);
  });
  return [...new Set([...needs, ...others.filter(reason => reason !== null)])];
}
