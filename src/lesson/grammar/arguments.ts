/** How each type of argument of an op is written: for editors, and for lint. */
import { suggest } from '../../protocol/did-you-mean.ts';
import type { Argument, ArgumentType } from '../../words/op.ts';
import type { LessonOp } from '../lesson.ts';
import type { Schema } from './form.ts';

type Value = LessonOp['args'][string];

interface Writing {
  editor: (argument: Argument) => Schema;
  /** Lint's judgement of what was read. */
  fits: (value: Value, argument: Argument) => boolean;
  /** What to write instead. */
  fix: string | ((value: Value, argument: Argument) => string);
}

const SIZE_TEXT = { type: 'string', pattern: '^\\d+[KMG]?$' };
/** Bytes, or so many: `64M`, `3`. */
export const SIZE = { anyOf: [{ type: 'integer', minimum: 0 }, SIZE_TEXT] };
/** A size, or a part of something: `0.2`. */
export const AMOUNT = { anyOf: [{ type: 'number', minimum: 0 }, SIZE_TEXT] };

const PATH = { type: 'string', pattern: '^(\\.$|/|\\{)', not: { pattern: '(^|/)\\.\\.(/|$)' } };
const isPath = (path: string) =>
  path === '.' || (/^(\/|\{(rootfs|layers|lower|cgroup|apps)\})/.test(path) && !path.split('/').includes('..'));
const PERCENT = /^[1-9]\d*%$/;
const MODE = /^[0-7]{3,4}$/;

export const ARGUMENT_TYPES: Readonly<Record<ArgumentType, Writing>> = {
  text: {
    editor: () => ({ type: 'string' }),
    fits: value => typeof value === 'string',
    fix: 'write a text in quotes',
  },
  list: {
    editor: () => ({ type: 'array', items: { type: 'string' } }),
    fits: value => Array.isArray(value),
    fix: 'write a list: [a, b]',
  },
  path: {
    editor: () => PATH,
    fits: value => typeof value === 'string' && isPath(value),
    fix: 'write an absolute path without "..", or "."',
  },
  paths: {
    editor: () => ({ type: 'array', items: PATH }),
    fits: value => Array.isArray(value) && value.every(isPath),
    fix: 'write a list of absolute paths: [/a, /b]',
  },
  flags: {
    editor: ({ choices }) => ({ type: 'array', items: { enum: choices } }),
    fits: value => Array.isArray(value),
    fix: 'write a list of flags: [A, B]',
  },
  word: {
    editor: ({ choices }) => ({ enum: choices }),
    fits: (value, { choices = [] }) => typeof value === 'string' && choices.includes(value),
    fix: (value, { choices = [] }) => suggest(String(value), choices),
  },
  size: {
    editor: () => SIZE,
    fits: value => typeof value === 'number',
    fix: 'write a number of bytes, or a size such as 64M',
  },
  fact: {
    editor: () => ({ $ref: '#/definitions/fact' }),
    fits: () => true, // check-action.ts looks it up
    fix: '',
  },
  count: {
    editor: () => ({ type: 'integer', minimum: 1 }),
    fits: value => typeof value === 'number' && Number.isInteger(value) && value >= 1,
    fix: 'write a whole number from 1 up',
  },
  percent: {
    editor: () => ({
      anyOf: [
        { type: 'number', exclusiveMinimum: 0 },
        { type: 'string', pattern: PERCENT.source },
      ],
    }),
    fits: value => (typeof value === 'number' ? value > 0 : PERCENT.test(String(value))),
    fix: 'write a part of one CPU, such as 20%',
  },
  mode: {
    editor: () => ({ type: 'string', pattern: MODE.source }),
    fits: value => typeof value === 'string' && MODE.test(value),
    fix: 'write octal digits in quotes, such as "755"',
  },
};
