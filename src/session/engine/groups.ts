import type { Group, Hierarchy, Support } from '../../kernel/cgroup/index.ts';
import { accepted, type HelperClient } from './helper-client.ts';

/** The session's cgroups: their common parent, made when it is first needed, and one group for each subject. */
export class Groups {
  readonly hierarchy: Hierarchy;
  readonly #client: HelperClient;
  #support: Support | null = null;

  constructor(hierarchy: Hierarchy, client: HelperClient) {
    this.hierarchy = hierarchy;
    this.#client = client;
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
    for (const [i, reply] of (await this.#client.all(requests)).entries()) accepted(reply, requests[i]?.op ?? '');
    this.#support = this.hierarchy.support(await this.#client.look(this.hierarchy.probe()));
    return notes;
  }
}
