/** Factor for timeouts: user-mode Linux runs Node about ten times slower (LAB_SLOW=1). */
export const slowness = process.env.LAB_SLOW ? 10 : 1;
