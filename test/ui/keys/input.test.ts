import { describe, expect, test } from 'vitest';
import { firstKey, flushedKey } from '../../../src/ui/keys/input.ts';

function keys(text: string): (string | null)[] {
  const found: (string | null)[] = [];
  for (let rest = text; rest !== ''; ) {
    const decoded = firstKey(rest);
    if (!decoded) return [...found, '(incomplete)'];
    found.push(decoded.key);
    rest = rest.slice(decoded.length);
  }
  return found;
}

describe('keys in a chunk', () => {
  test.each<[string, (string | null)[]]>([
    ['jjq', ['j', 'j', 'q']],
    ['\r\n\t', ['enter', 'enter', 'tab']],
    ['\u001b[A\u001b[B\u001b[5~\u001b[6~', ['up', 'down', 'pageup', 'pagedown']],
    ['\u001bOA\u001bOM', ['up', 'enter']],
    ['\u001b[1;5C\u001b[Z', ['right', 'shift-tab']],
    ['\u001b[H\u001b[4~', ['home', 'end']],
    ['\u0003\u001d\u007f', ['ctrl-c', 'ctrl-]', 'backspace']],
    ['\u001bq', ['escape', 'q']],
    ['ü日👍', ['ü', '日', '👍']],
    ['\u001b[200~', [null]],
    ['\u001b[', ['(incomplete)']],
    ['a\u001b', ['a', '(incomplete)']],
  ])('%j', (text, expected) => expect(keys(text)).toEqual(expected));
});

test('a lone ESC after which nothing comes is the Esc key; half a sequence is nothing', () => {
  expect(flushedKey('\u001b').key).toBe('escape');
  expect(flushedKey('\u001b[1').key).toBeNull();
});
