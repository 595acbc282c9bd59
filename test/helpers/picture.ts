/**
 * Makes docs/screen.svg, the picture in README, from a real frame: lesson 2 just after a step, on the kernel of this machine.
 * Needs root and the built bundle: `npm run build && node test/helpers/run-ts.mjs test/helpers/picture.ts`.
 */
import { writeFileSync } from 'node:fs';
import { openScreen } from './screen.ts';
import { svg } from './svg.ts';

const screen = openScreen(process.execPath, ['dist/container-lab.js', 'open', '02-unshare/hostname'], {
  columns: 120,
  rows: 36,
  env: { FORCE_COLOR: '1' },
});
await screen.waitFor('Enter carries out');
screen.press('\r');
await screen.waitFor('✓ The stage is called lab-box.');
await screen.waitFor(/!≠ lab-box/);
writeFileSync(
  'docs/screen.svg',
  svg(screen.terminal, 'container-lab in lesson 2: the lesson, the kernel beside it, the system calls below'),
);
screen.press('\u0003');
await screen.ended;
await screen.close();
