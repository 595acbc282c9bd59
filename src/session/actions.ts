/** Actions of a course, carried out: what their lesson claims is judged, what was refused is kept in mind for those that build on it. */
import type { ActionStep, ChallengeStep, Lesson, QuestionStep } from '../lesson/lesson.ts';
import { LabError } from '../protocol/lab-error.ts';
import type { LabEventBody } from './events.ts';
import { type Evidence, judge } from './expect.ts';
import { Lacking } from './lacking.ts';
import type { Performed, Performer } from './performer.ts';
import { authorsAnswer, judgeQuestion } from './questions.ts';
import type { Refusal } from './refusals.ts';
import type { Story } from './story.ts';

export class Actions {
  readonly #performer: Performer;
  readonly #story: Story;
  readonly #lacking = new Lacking();
  readonly #refused = new Set<string>();

  constructor(performer: Performer, story: Story) {
    this.#performer = performer;
    this.#story = story;
  }

  /** How many different steps were refused so far. */
  get refusedSteps(): number {
    return this.#refused.size;
  }

  /** What the session itself was refused and this challenge asks for. */
  refusalFor(step: ChallengeStep): Refusal | null {
    return this.#lacking.forChallenge(step);
  }

  /** A fresh stage with these in effect, quietly. Throws the LabError of one that failed, which has been told. */
  async replay(steps: readonly ActionStep[]): Promise<void> {
    await this.#performer.drop('stage');
    await this.#performer.spawn('stage');
    this.#lacking.forget();
    for (const step of steps) {
      const { errno, failed, refused } = await this.#performer.perform(step.do, 'stage', { quiet: true });
      if (refused) this.#lacking.note(step, refused);
      if (failed) {
        this.#story.tell(errorEvent(failed));
        throw new LabError(failed.code, failed.message, { hint: failed.hint, errno: errno ?? undefined });
      }
    }
    await this.#performer.refresh();
  }

  /** One of them, with every photograph, verdict, and answer to the questions that were asked before it. */
  async carryOut(lesson: Lesson, step: ActionStep): Promise<void> {
    const slot = step.scope === 'aside' || lesson.untrusted ? 'aside' : 'stage';
    if (step.omitted !== undefined) this.#story.tell({ type: 'note', text: step.omitted });
    if (slot === 'aside') {
      await this.#performer.drop('aside');
      await this.#performer.spawn('aside', { strict: lesson.untrusted === true });
    }
    const done = await this.#performer.perform(step.do, slot, { quiet: false });
    const where = { lesson: lesson.id, step: step.id };
    if (done.failed) this.#story.tell(errorEvent(done.failed));
    if (done.refused) {
      this.#story.tell({ type: 'refused', ...where, ...done.refused });
      this.#refused.add(`${where.lesson}/${where.step}`);
      if (slot === 'stage') this.#lacking.note(step, done.refused);
    }
    this.#story.tell({ type: 'step.end', ...where, ok: this.#judgeClaims(where, step, done) });
    for (const asked of lesson.steps)
      if (asked.type === 'question' && asked.before === step.id) this.judge(lesson.id, asked, done, done.refused);
  }

  /** The answer to a question, by what the kernel has returned. */
  judge(lesson: string, step: QuestionStep, evidence: Evidence, refused: Refusal | null = null): void {
    const choice = this.#story.state.answers[`${lesson}/${step.id}`]?.choice ?? null;
    const verdict = refused ? authorsAnswer(step, choice, refused) : judgeQuestion(step, choice, evidence);
    this.#story.tell({ type: 'judged', lesson, step: step.id, choice, ...verdict });
  }

  /** Null: not all of it can be judged here, and nothing is wrong. */
  #judgeClaims(where: { lesson: string; step: string }, step: ActionStep, done: Performed): boolean | null {
    const verdicts = [...step.expect, ...step.unchanged].map(({ test, says }) => {
      const { ok, got, missing } = judge(test, done);
      const obstacle = done.failed ? null : this.#lacking.obstacle(done.refused, test, { ok, missing });
      this.#story.tell({
        type: 'expect',
        ok: obstacle ? null : ok,
        text: says,
        ...where,
        got: obstacle?.message ?? got,
      });
      return obstacle ? null : ok;
    });
    if (done.failed || verdicts.includes(false)) return false;
    return done.refused || verdicts.includes(null) ? null : true;
  }
}

/** An error as an event. */
export function errorEvent({ code, message, hint }: LabError): LabEventBody {
  return { type: 'error', code, message, ...(hint ? { hint } : {}) };
}
