import { describe, expect, it } from 'vitest';
import {
  CAST,
  type Cast,
  CONTAINER,
  EXPERIMENT,
  inView,
  isExperiment,
  isScratch,
  memberFor,
  nameBefore,
  namesOf,
  SUBJECT_NAMES,
} from '../../src/words/cast.ts';

describe('the cast of schema 1', () => {
  it('has the names that lessons, events and recordings use', () => {
    expect(SUBJECT_NAMES).toEqual(['host', 'stage', 'app', 'aside', 'candidate']);
    expect(CAST.map(({ name, group }) => [name, group])).toEqual([
      ['stage', 'box'],
      ['aside', 'aside'],
    ]);
  });

  it('a scope has its member', () => {
    expect(memberFor('main')).toBe(CONTAINER);
    expect(memberFor('aside')).toBe(EXPERIMENT);
    expect(() => memberFor('elsewhere')).toThrow('elsewhere');
  });

  it('nothing rests on the experiment, under whichever name', () => {
    expect(['main', 'aside', null, 'elsewhere'].map(scope => isExperiment(scope))).toEqual([false, true, false, false]);
    expect(SUBJECT_NAMES.filter(name => isScratch(name))).toEqual(['aside']);
  });
});

describe('in view', () => {
  const names = (subjects: Record<string, number>, cast?: Cast) => inView(subjects, cast)?.name;

  it('is the experiment while there is one, else the container as it is called now', () => {
    expect(names({})).toBeUndefined();
    expect(names({ host: 1, candidate: 2 })).toBeUndefined();
    expect(names({ stage: 1 })).toBe('stage');
    expect(names({ stage: 1, app: 2 })).toBe('app');
    expect(names({ stage: 1, app: 2, aside: 3 })).toBe('aside');
  });

  it('is the last of any cast', () => {
    const cast = ['a', 'b', 'c'].map(name => ({ ...CONTAINER, name, running: `${name}-program` }));
    expect(names({ a: 1, 'b-program': 2 }, cast)).toBe('b-program');
  });
});

it('who keeps its name has one', () => {
  expect([namesOf(CONTAINER), namesOf(EXPERIMENT)]).toEqual([['stage', 'app'], ['aside']]);
  expect(['app', 'stage', 'aside', 'host'].map(name => nameBefore(name))).toEqual(['stage', 'stage', 'aside', 'host']);
});
