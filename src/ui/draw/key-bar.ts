/** The last line: the keys that do something here and now, from the key table. */
import { type Binding, bindingsOf, type Context } from '../keys.ts';
import { appRuns, type Model, shownSubject } from '../model.ts';
import { columnsOf } from '../text.ts';
import { theme } from '../theme.ts';

export function keyBarLine(model: Model, columns: number): string {
  let line = '';
  let used = 1;
  for (const binding of bindingsOf(contextOf(model))) {
    if (binding.bar === null || !available(binding, model)) continue;
    const plain = ` ${binding.label} ${binding.bar} `;
    if (used + columnsOf(plain) > columns) break;
    used += columnsOf(plain);
    line += ` ${theme.key(binding.label)} ${binding.bar} `;
  }
  return ` ${line.trim()}`;
}

/** Where a key would go now. */
export function contextOf({ view, playback }: Model): Context {
  if (view.overlay !== null) return view.overlay.kind === 'jump' ? 'jump' : 'box';
  if (view.screen === 'menu') return 'menu';
  if (playback !== null) return 'recorded';
  return view.typing ? 'typing' : 'lesson';
}

export function available(binding: Binding, model: Model): boolean {
  if (binding.needs === 'app') return appRuns(model);
  return binding.needs !== 'subject' || shownSubject(model.session) !== null;
}
