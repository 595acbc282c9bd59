import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents, ROOT } from './documents.ts';

for (const [path, text] of documents()) writeFileSync(join(ROOT, path), text);
