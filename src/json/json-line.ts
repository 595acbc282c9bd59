import { printableJson } from '../protocol/printable.ts';
import type { LabEvent } from '../session/events.ts';

/** One event as one line of the `--json` stream (see README.md here). */
export function jsonLine(event: LabEvent): string {
  return `${printableJson(JSON.stringify(event))}\n`;
}
