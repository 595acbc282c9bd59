/** A session as a whole, in words: where it runs, what is left of it, what can be said at its end. */
import { certificateText } from '../../observe/certificate.ts';
import type { EventOf } from '../events.ts';

/** On what machine, with what rights; and of what the image is made. */
export function sessionSentences({ version, kernel, arch, cgroup, privilege, rootfs }: EventOf<'session'>): string[] {
  return [
    `container-lab ${version}, Linux ${kernel} on ${arch}, cgroup ${cgroup}, as ${privilege}`,
    `rootfs from ${rootfs.source}`,
  ];
}

export function lessonSentence({ lesson, title }: EventOf<'lesson.start'>): string {
  return `Lesson ${lesson}: ${title}`;
}

export function errorSentences({ message, hint }: EventOf<'error'>): string[] {
  return [`error: ${message}`, ...(hint ? [hint] : [])];
}

export function noteSentence({ text }: EventOf<'note'>): string {
  return `note: ${text}`;
}

export function holdSentence({ pids, rootfs }: EventOf<'hold'>): string {
  return `holding: stage ${pids.stage ?? 'none'}, app ${pids.app ?? 'none'}, rootfs ${rootfs}`;
}

export function cleanSentence({ mounts, cgroups, processes }: EventOf<'clean'>): string {
  return `left behind: ${mounts} mounts, ${cgroups} cgroups, ${processes} processes`;
}

/** The host before and after, compared. */
export function certificateSentence(event: EventOf<'certificate'>): string {
  return certificateText(event);
}

/** What can be said of all that was carried out. */
export function endSentence({ ok, interrupted, refused, skipped }: EventOf<'session.end'>): string {
  const counted = [
    ...(skipped ? [`steps skipped: ${skipped}`] : []),
    ...(refused ? [`steps refused here: ${refused}`] : []),
  ];
  const judged = refused ? 'every expectation held that could be judged' : 'every expectation held';
  const held = ok ? judged : 'not every expectation held';
  const said = interrupted ? `interrupted; so far ${held}` : held;
  return [said, ...counted].join('; ');
}
