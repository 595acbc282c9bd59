import { describe, expect, it } from 'vitest';
import { filled, on } from '../../../../src/session/engine/ops/filled.ts';
import { HELLO } from '../../../helpers/scripted-monitor.ts';
import { op, scripted } from '../scripted-parts.ts';

const site = scripted().site();
const { layers, rootfs } = HELLO;

describe('templates', () => {
  it.each([
    ['{layers}/image', `${layers}/image`],
    ['{rootfs}/proc', `${rootfs}/proc`],
    ['{lower}:{layers}', `/l/image:${layers}`],
    ['{size}', '512m'],
    ['{hostname}', 'lab-box'],
    ['{apps}', '/opt/lab-apps'],
    ['{cgroup}', Object.values(site.subject.group.paths)[0]],
    ['{ not a name }', '{ not a name }'],
  ])('%s is %s', (target, says) => {
    expect(filled(op('mount', { target }), site)).toEqual({ target: says });
  });

  it('are filled in lists, too; numbers stay as they are', () => {
    const args = { paths: ['{rootfs}/a', '/b'], n: 3 };
    expect(filled(op('mkdir', args), site)).toEqual({ paths: [`${rootfs}/a`, '/b'], n: 3 });
  });

  it('of an unknown name are refused, with the op', () => {
    expect(() => filled(op('mount', { target: '{lower}/{nowhere}' }), site)).toThrow(
      'op mount: there is no {nowhere} here',
    );
  });
});

it('permission bits are octal in a lesson and a number on the wire', () => {
  expect(filled(op('mkdir', { mode: '1777' }), site).mode).toBe(0o1777);
  expect(filled(op('mkdir', { mode: 755 }), site).mode).toBe(0o755);
});

it('requests are the subject’s, unless they say whose', () => {
  const requests = [op('chdir'), op('kill', { subject: 'other' })] as Parameters<typeof on>[1];
  expect(on(site, requests).map(({ args }) => args.subject)).toEqual(['stage', 'other']);
});
