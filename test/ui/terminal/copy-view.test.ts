import { expect, test } from 'vitest';
import { CopyView } from '../../../src/ui/terminal/copy-view.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

function copyView() {
  const out: string[] = [];
  const made = new CopyView({ write: data => out.push(data.toString()), suspend: use => use() });
  return { made, last: () => withoutColour(out.at(-1) ?? '') };
}

const texts = Array.from({ length: 9 }, (_, i) => ({ what: `what ${i}`, text: `${i} `.repeat(60) }));

test('what does not fit is on the next page, and after the last comes the first', async () => {
  const { made, last } = copyView();
  const shown = made.show(texts, { columns: 80, rows: 24 });
  expect(last()).toContain('what 3');
  expect(last()).not.toContain('what 5');
  expect(last()).toContain('Space shows more');
  made.type(' ');
  expect(last()).toContain('what 5');
  expect(last()).not.toContain('what 0');
  while (!last().includes('what 0')) made.type(' ');
  made.type('q');
  await shown;
  expect(made.active).toBe(false);
});

test('what is for several shells never reaches the clipboard in one piece', async () => {
  const out: string[] = [];
  const made = new CopyView({ write: data => out.push(data.toString()), suspend: use => use() });
  const solution = {
    what: 'a solution',
    text: 'unshare --mount sh\nmount -t tmpfs mine /mnt',
    oneByOne: true as const,
  };
  const shown = made.show([solution, { what: 'one line', text: 'id' }], { columns: 80, rows: 24 });
  for (const key of ['1', '1', '2', '1']) made.type(key);
  const sent = out.flatMap(text => [...text.matchAll(/\]52;c;([\w+/=]*)/g)].map(m => atob(m[1] ?? '')));
  expect(sent).toEqual(['unshare --mount sh', 'mount -t tmpfs mine /mnt', 'id', 'unshare --mount sh']);
  expect(withoutColour(out.at(-1) ?? '')).toContain('line 1 of 2 was sent');
  made.leave();
  await shown;
});

test('a line is never broken, whatever the width', async () => {
  const { made, last } = copyView();
  const shown = made.show(texts.slice(0, 1), { columns: 20, rows: 5 });
  expect(last().split('\r\n')).toContain('0 '.repeat(60));
  made.leave();
  await shown;
});
