import { readFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../protocol/lab-error.ts';
import { packageFile } from '../stage/helper-path.ts';

/** The version in package.json. */
export function version(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}

/** `version`: what a bug report needs first. */
export function tellVersion(options: { json?: boolean }): ExitCode {
  const { versions, platform, arch } = process;
  const told = { version: version(), node: versions.node, platform, arch };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(told, null, 2)}\n`
      : `container-lab ${told.version}, Node ${told.node}, ${platform} ${arch}\n`,
  );
  return EXIT.ok;
}
