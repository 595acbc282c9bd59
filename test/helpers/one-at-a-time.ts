/** Before a file whose like may not run beside it: the next one of this run waits here until this one's process has ended. */
import { setTimeout } from 'node:timers/promises';
import { takeLock } from './socket-lock.ts';

const LOOK_EVERY_MS = 20;

while (!(await takeLock(`container-lab-test-${process.env.LAB_TEST_RUN}`))) await setTimeout(LOOK_EVERY_MS);
