/** The environment a program inside starts with: nothing of the host's but the terminal's name. */
export function containerEnvironment(term: string | undefined): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    USER: 'root',
    TERM: term === undefined || term === '' ? 'dumb' : term,
    // A POSIX shell that is interactive reads this file: it sets the prompt.
    ENV: '/etc/shrc',
  };
}
