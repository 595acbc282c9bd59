/** A small correct lesson as text, and edits of it: what the tests of parser and checks break one word at a time. */
export const TINY = `---
schema: 1
title: Tiny
kind: extra
minutes: 1
objectives: [See one call.]
requires: { root: true }
watch: [link.cwd]
steps:
  - { id: why, type: read, title: Why }
  - id: go
    type: action
    scope: aside
    title: Go
    do:
      - { op: chdir, path: /proc }
    expect:
      - { fact: link.cwd, of: aside, eq: /proc, says: "It stands in /proc." }
    byHand:
      - { run: "sh -c 'cd /proc; pwd'", shows: '^/proc$', where: own }
---
The intro.

## why
Because.

## go
Look.
`;

/** TINY with one text replaced; throws when it is not there, so that a test cannot pass by a typo. */
export function tiny(from: string, to: string): string {
  if (!TINY.includes(from)) throw new Error(`the tiny lesson has no ${JSON.stringify(from)}`);
  return TINY.replace(from, to);
}

/** 1-based line of the first line of `text` that has `part`. */
export function lineWith(text: string, part: string): number {
  return text.split('\n').findIndex(line => line.includes(part)) + 1;
}
