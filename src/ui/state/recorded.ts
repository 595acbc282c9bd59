/** What a recording adds to the screen: its place on the timeline, and its keys. */
import type { Playback, Session } from '../../session/session.ts';

export type PlaybackModel = Pick<Playback, 'at' | 'duration' | 'steps' | 'position' | 'playing'>;

/** A copy: the model does not change under who draws. */
export function playbackOf({ playback }: Session): PlaybackModel | null {
  if (!playback) return null;
  const { at, duration, steps, position, playing } = playback;
  return { at, duration, steps, position, playing };
}
