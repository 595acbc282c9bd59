/** Names and sentences in large letters, as far as they fit. */
import { bigText } from '../text/big-text.ts';
import { oneLine, wrap } from '../text/text.ts';
import { theme } from '../text/theme.ts';
import type { DemoForm } from './demo-form.ts';

/** The name of what is shown; where a step does nothing, its title. */
export function bannerLines(name: string | null, title: string, form: DemoForm, columns: number): string[] {
  const text = oneLine(title);
  const spoken = sentenceLines(text, form, columns).map(line => theme.title(line));
  if (name === null || form.letters === 'none') return spoken;
  // `fork-bomb` in large letters, and again in “A fork bomb”, would be twice the same
  const below = words(text).includes(words(name)) ? wrap(text, columns).map(line => theme.title(line)) : spoken;
  return [...nameLines(name, form, columns), '', ...below];
}

function words(text: string): string {
  return text.toLowerCase().replaceAll(/[-_.]/g, ' ');
}

/** In the largest letters that fit, on two lines if need be. */
export function nameLines(name: string, { letters }: DemoForm, columns: number): string[] {
  const two = /^(.*[-_.])(.+)$/.exec(name)?.slice(1) ?? [];
  if (letters === 'none') return [theme.focus(oneLine(name))];
  const forms = [
    letters === 'whole' ? bigText(name, columns, 'whole') : null,
    bigText(name, columns, 'half'),
    stacked(two, columns),
  ];
  return (forms.find(lines => lines !== null) ?? [oneLine(name)]).map(line => theme.focus(line));
}

function stacked(parts: string[], columns: number): string[] | null {
  const lines = parts.map(part => bigText(part, columns, 'half'));
  return parts.length === 0 || lines.includes(null) ? null : lines.flatMap(part => part ?? []);
}

/** In the largest form also a sentence has large letters, where it fits. */
export function sentenceLines(text: string, form: DemoForm, columns: number): string[] {
  return (form.letters === 'whole' ? bigText(text, columns, 'half') : null) ?? wrap(text, columns);
}
