import type { Group, Hierarchy, Support } from '../../kernel/cgroup/index.ts';
import { accepted, type Caller } from './caller.ts';

/** The session's cgroups: their common parent, made when it is first needed, and one group for each subject. */
export class Groups {
  readonly hierarchy: Hierarchy;
  readonly #caller: Caller;
  #support: Support | null = null;

  constructor(hierarchy: Hierarchy, caller: Caller) {
    this.hierarchy = hierarchy;
    this.#caller = caller;
  }

  plan(name: string): Group {
    return this.hierarchy.plan(name);
  }

  /** Known after `prepare`. */
  get support(): Support {
    return this.#support ?? { swap: false };
  }

  /** Make the parent and hand the controllers down, once a session. Returns what the learner should be told. */
  async prepare(): Promise<string[]> {
    if (this.#support) return [];
    const { requests, notes } = this.hierarchy.setup();
    for (const [i, reply] of (await this.#caller.all(requests)).entries()) accepted(reply, requests[i]?.op ?? '');
    this.#support = this.hierarchy.support(await this.#caller.look(this.hierarchy.probe()));
    return notes;
  }
}
