/** Arguments that many ops have. */

/** Any text, which may be left out. */
export const text = { type: 'text' } as const;
/** Any text. */
export const neededText = { type: 'text', required: true } as const;
/** One path. */
export const path = { type: 'path', required: true } as const;
/** Some paths. */
export const paths = { type: 'paths', required: true } as const;
/** Permission bits. */
export const mode = { type: 'mode' } as const;
/** How long to wait. */
export const seconds = { type: 'count', required: true } as const;
