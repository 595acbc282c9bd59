import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../protocol/lab-error.ts';
import { jsonOption } from '../options.ts';
import { version } from '../version.ts';

export function addVersion(program: Command): void {
  program
    .command('version')
    .description('the version of container-lab, Node and the architecture')
    .addOption(jsonOption())
    .action(options => {
      process.exitCode = printVersion(options);
    });
}

/** What a bug report needs first. */
function printVersion(options: { json?: boolean }): ExitCode {
  const { versions, platform, arch } = process;
  const told = { version: version(), node: versions.node, platform, arch };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(told, null, 2)}\n`
      : `container-lab ${told.version}, Node ${told.node}, ${platform} ${arch}\n`,
  );
  return EXIT.ok;
}
