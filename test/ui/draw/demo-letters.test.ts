import { expect, test } from 'vitest';
import { FORMS } from '../../../src/ui/draw/demo-form.ts';
import { bannerLines, nameLines } from '../../../src/ui/draw/demo-letters.ts';
import { withoutColour } from '../../../src/ui/text/text.ts';

const [whole] = FORMS;
const none = FORMS[FORMS.length - 1] ?? whole;

test('a name is drawn as large as it fits, and as it is where there is no room at all', () => {
  expect(nameLines('uts', whole, 120).length).toBeGreaterThan(
    nameLines('uts', { ...whole, letters: 'half' }, 120).length,
  );
  expect(nameLines('CLONE_NEWPID', whole, 8).map(withoutColour)).toEqual(['CLONE_NEWPID']);
  expect(nameLines('uts', none, 120).map(withoutColour)).toEqual(['uts']);
});

test('a title that says the name again is not in large letters too', () => {
  const lines = (title: string) => bannerLines('fork-bomb', title, whole, 120).map(withoutColour);
  expect(lines('A fork bomb').at(-1)).toBe('A fork bomb');
  expect(lines('Too many').at(-1)).not.toBe('Too many');
});
