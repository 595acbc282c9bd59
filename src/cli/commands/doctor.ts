import { type Command, Option } from 'commander';
import { jsonOption } from '../options.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what this machine allows; exit code 3 if the six steps cannot run, or something was not tried')
    .addOption(jsonOption())
    .addOption(new Option('--rootless', 'as if there were no sudo'))
    .action(async options => {
      const { doctor } = await import('../doctor/doctor.ts');
      process.exitCode = await doctor(options);
    });
}
