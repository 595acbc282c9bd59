/**
 * npm run bench: measures, writes bench.json, bench.md and the plots, and says what has changed since the last release.
 * See README.md for options and for how to read the result.
 */
import { containers } from './containers.ts';
import { layout } from './layout.ts';
import { openWorkshop } from './workshop.ts';

const workshop = openWorkshop();
try {
  const l = layout();
  if (l) console.log(JSON.stringify(await containers(workshop, l, { rounds: 40, warmUp: 3, gap: 3 }), null, 1));
} finally {
  workshop.close();
}
