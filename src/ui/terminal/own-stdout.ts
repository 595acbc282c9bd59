/** Ink clears the terminal with a sequence that also erases what the learner's shell had printed before (`ESC [3J`). */

const ERASE_SCROLLBACK = '\u001b[3J';

/** The same stream for Ink, without that sequence. */
export function sparingScrollback(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (data: unknown, ...rest: unknown[]): boolean =>
    Reflect.apply(stdout.write, stdout, [
      typeof data === 'string' ? data.replaceAll(ERASE_SCROLLBACK, '') : data,
      ...rest,
    ]);
  return new Proxy(stdout, {
    get(target, name) {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
