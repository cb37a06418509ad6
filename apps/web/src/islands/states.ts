/** What parts of a page tell each other. Whoever publishes does not know who hears it, and hears nothing back. */
interface States {
  /** Whether the device has a connection, as far as it knows. */
  readonly online: boolean;
}

type Listeners = { [Name in keyof States]?: Set<(value: States[Name]) => void> };

const latest: Partial<States> = {};
const listeners: Listeners = {};

/** Says what `name` is now, to all who want to know. */
export function publish<Name extends keyof States>(name: Name, value: States[Name]): void {
  Object.assign(latest, { [name]: value });
  for (const listener of listenersOf(name)) listener(value);
}

/** Hears what `name` is, at once if it has been said, and whenever it is said again. Ends with what is returned. */
export function subscribe<Name extends keyof States>(name: Name, listener: (value: States[Name]) => void): () => void {
  const all = listenersOf(name);
  all.add(listener);
  const value = latest[name];
  if (value !== undefined) listener(value);
  return () => void all.delete(listener);
}

function listenersOf<Name extends keyof States>(name: Name): Set<(value: States[Name]) => void> {
  const known: Listeners[Name] = listeners[name];
  if (known !== undefined) return known;
  const made: NonNullable<Listeners[Name]> = new Set();
  listeners[name] = made;
  return made;
}
