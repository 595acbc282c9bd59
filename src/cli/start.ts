/**
 * The first file that runs, and the only one that an old Node must be able to read: the distributions' own Node is often older
 * than the bundle's syntax. Nothing newer than ES2019 here, and no import but the one at the end.
 */

/** The oldest Node that the workshop is tested on: that of package.json. */
const WANTED = '20.19';
/** The oldest Node that reads the bundle at all; the commands that follow need nothing that it lacks. The screen does. */
const READS = 18;
const WITHOUT_SCREEN = ['replay', 'glossary', 'lint', 'list', '--help', '-h', '--version', '-V'];

const found = process.versions.node;
const [major, minor] = found.split('.').map(Number) as [number, number];
const isNewEnough = major > 20 || (major === 20 && minor >= 19);
const isAsked = WITHOUT_SCREEN.includes(String(process.argv[2]));

if (isNewEnough || (major >= READS && isAsked)) {
  if (!isNewEnough && process.argv[2] === 'replay' && !process.argv.includes('--json'))
    process.argv.splice(3, 0, '--plain');
  void import('./main.ts');
} else {
  const works = major >= READS ? 'replay, glossary, lint and list work with this one too; ' : '';
  process.stderr.write(
    `container-lab: this is Node ${found}, and the workshop needs ${WANTED} or newer\n` +
      `  ${works}to get a newer one: sudo npm install --global node@24\n`,
  );
  process.exitCode = 3;
}
