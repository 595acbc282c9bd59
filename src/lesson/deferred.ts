/**
 * Fields that are read when somebody first asks for them. Such an object looks like any other: only who spreads it (`{ ...it }`)
 * reads everything at once, and so takes the copies below.
 */

type Read = (name: string) => unknown;

/** Of each object with fields that may not have been read. Not in closures of their own: so objects of one kind have one shape for V8. */
const readers = new WeakMap<object, Read>();
const getters = new Map<string, PropertyDescriptor>();

/** `known` and, under these names, what `read` gives. */
export function deferred<T extends object>(
  known: object,
  names: readonly (keyof T & string)[],
  read: () => Partial<T>,
): T {
  const whole: object = { ...known };
  readers.set(whole, name => read()[name as keyof T]);
  for (const name of names) Object.defineProperty(whole, name, getter(name));
  return whole as T;
}

/** As `{ ...whole, [name]: value }`; what has not been read stays so. */
export function replacing<T extends object, K extends keyof T & string>(whole: T, name: K, value: T[K]): T {
  const copy = copied(whole, same => same);
  Object.defineProperty(copy, name, plain(value));
  return copy;
}

/** Each field as `change` makes it; one that has not been read is changed when it is. */
export function changing<T extends object>(whole: T, change: (value: unknown) => unknown): T {
  return copied(whole, change);
}

/** Nothing of it is left to be read. */
export function isRead(whole: object): boolean {
  return !readers.has(whole) || Object.values(Object.getOwnPropertyDescriptors(whole)).every(({ get }) => !get);
}

function copied<T extends object>(whole: T, change: (value: unknown) => unknown): T {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(whole)) {
    const { get, value } = Object.getOwnPropertyDescriptor(whole, name) ?? {};
    if (get === undefined) copy[name] = change(value);
    else Object.defineProperty(copy, name, getter(name));
  }
  readers.set(copy, name => change(whole[name as keyof T]));
  return copy as T;
}

/** The same for every object: reads the field of the one that it is asked of, and puts it there. */
function getter(name: string): PropertyDescriptor {
  const known = getters.get(name);
  if (known) return known;
  const made: PropertyDescriptor = {
    enumerable: true,
    configurable: true,
    get(this: object) {
      const value = readers.get(this)?.(name);
      Object.defineProperty(this, name, plain(value));
      return value;
    },
  };
  getters.set(name, made);
  return made;
}

function plain(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}
