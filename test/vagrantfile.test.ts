import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { needs } from './helpers/require.ts';

const FILE = fileURLToPath(new URL('../Vagrantfile', import.meta.url));

/** Evaluates the file with a Vagrant that writes down what it is told. */
const RECORDER = `
class Recorder
  attr_reader :seen
  def initialize(seen, name) = (@seen, @name = seen, name)
  def method_missing(method, *args, **named, &block)
    @seen << "#{@name}.#{method} #{args.join(' ')}".strip
    block&.call(*[args.first, 'override'].first(block.arity).map { |name| Recorder.new(@seen, name) })
    Recorder.new(@seen, method)
  end
  def respond_to_missing?(*) = true
end
module Vagrant
  def self.configure(version)
    seen = []
    yield Recorder.new(seen, 'config')
    puts seen
  end
end
load ARGV[0]
`;

describe.runIf(needs('ruby', 'evaluates the Vagrantfile'))('Vagrantfile', () => {
  const told = (env: Record<string, string>) =>
    execFileSync('ruby', ['-e', RECORDER, FILE], { env: { PATH: process.env.PATH ?? '', ...env }, encoding: 'utf8' });

  test('takes Debian 13 by default, each provider its own box', () => {
    expect(told({})).toContain('vm.box= bento/debian-13\n');
    expect(told({})).toContain('vm.box= debian/trixie64\n');
    for (const provider of ['virtualbox', 'parallels', 'libvirt'])
      expect(told({})).toContain(`${provider}.memory= 2048\n`);
  });

  test('takes the box that LAB_BOX names, for every provider', () => {
    const boxes = told({ LAB_BOX: 'bento/ubuntu-24.04' }).match(/vm\.box= .*/g);
    expect(boxes).toEqual(['vm.box= bento/ubuntu-24.04', 'vm.box= bento/ubuntu-24.04']);
  });

  test('provisions with a script that bash can read', () => {
    const script = /path: '([^']+)'/.exec(readFileSync(FILE, 'utf8'))?.[1] ?? 'none';
    expect(told({})).toMatch(/vm\.provision shell$/m);
    execFileSync('bash', ['-n', fileURLToPath(new URL(`../${script}`, import.meta.url))]);
  });
});
