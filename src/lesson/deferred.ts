/**
 * Fields that are read when somebody first asks for them. Such an object looks like any other: only who spreads it (`{ ...it }`)
 * reads everything at once, and so takes the copies below.
 */

/** `known` and, under these names, what `read` gives. */
export function deferred<T extends object>(
  known: object,
  names: readonly (keyof T & string)[],
  read: () => Partial<T>,
): T {
  const whole: object = { ...known };
  for (const name of names) defer(whole, name, () => read()[name]);
  return whole as T;
}

/** As `{ ...whole, [name]: value }`; what has not been read stays so. */
export function replacing<T extends object, K extends keyof T & string>(whole: T, name: K, value: T[K]): T {
  const plain = { value, enumerable: true, configurable: true, writable: true };
  return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(whole), [name]: plain }) as T;
}

/** Each field as `change` makes it; one that has not been read is changed when it is. */
export function changing<T extends object>(whole: T, change: (value: unknown) => unknown): T {
  const changed: Record<string, unknown> = {};
  for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(whole)))
    if (get === undefined) changed[name] = change(value);
    else defer(changed, name, () => change(get.call(whole)));
  return changed as T;
}

/** Nothing of it is left to be read. */
export function isRead(whole: object): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(whole)).every(({ get }) => get === undefined);
}

function defer(owner: object, name: string, read: () => unknown): void {
  const field = { enumerable: true, configurable: true };
  Object.defineProperty(owner, name, {
    ...field,
    get(this: object) {
      const value = read();
      Object.defineProperty(this, name, { ...field, writable: true, value });
      return value;
    },
  });
}
