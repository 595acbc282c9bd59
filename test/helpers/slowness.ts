/** Factor for timeouts: user-mode Linux runs Node about ten times slower (LAB_SLOW=1). */
export const slowness = process.env.LAB_SLOW ? 10 : 1;

/** How long a test waits for a condition, milliseconds: so long that a busy machine fails no test. */
export const patience = process.env.LAB_SLOW ? 80_000 : 25_000;
