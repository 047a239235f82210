// Plain texts as words of a shell, and files as the shell writes them.

/** One word of a shell, whatever it holds. A line break is refused: the files that values go to have one value a line. */
export function quote(name: string, value: string): string {
  if (/\p{Cc}/u.test(value)) throw new Error(`boot script: ${name} holds a control character`)
  return `'${value.replaceAll("'", `'\\''`)}'`
}

const end = 'END_OF_FILE'

/** Shell lines that write a file as it stands; nothing in it is expanded. */
export function writeFile(path: string, mode: '0644' | '0755', text: string): string {
  if (text.split('\n').includes(end)) throw new Error(`boot script: ${path} has a line ${end}`)
  return [`install -D -m ${mode} /dev/stdin ${path} <<'${end}'`, text.trimEnd(), end].join('\n')
}
