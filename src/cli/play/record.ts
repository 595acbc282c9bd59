/** `--record FILE`: every event of a session, as `--json` would print it, into a file. */
import { jsonLine } from '../../json/json-line.ts';
import { callerOfSudo } from '../../progress/owner.ts';
import { LabError } from '../../protocol/lab-error.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { RecordingFile } from '../../transcript/write.ts';

/** Opens the file at once, so that a path that cannot be used is told before anything is started. */
export function record(path: string): { follow(session: LiveSession): void } {
  const file = RecordingFile.create(path, callerOfSudo());
  return {
    follow(session) {
      session.onEvent(event => {
        try {
          file.write(jsonLine(event));
        } catch (error) {
          if (!(error instanceof LabError)) throw error;
          session.emit({ type: 'note', text: `${error.message}; ${error.hint}` });
        }
        if (event.type === 'session.end') file.close();
      });
    },
  };
}
