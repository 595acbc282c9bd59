/** The number of the JSON contract that this program emits and records (src/json/README.md). */
export const CONTRACT = 2;
