/** The fact keys and subjects that lessons may name. */
import type { SubjectName } from '../observe/facts.ts';

export { CANDIDATE_KEYS, FACT_KEYS } from '../words/facts.ts';

export const SUBJECTS: readonly SubjectName[] = ['host', 'stage', 'app', 'aside', 'candidate'];
