/** What a privileged program may see of our environment: nothing in ours may steer it. */
export function helperEnvironment(): Record<string, string> {
  const keep = ['PATH', 'LANG', 'LC_ALL', 'TERM', 'XDG_RUNTIME_DIR'];
  return Object.fromEntries(keep.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])));
}
