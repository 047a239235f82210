// What `pulumi preview` prints of policies.

/** `level rule` for each violation it lists, in order. */
export const listed = (out: string): string[] =>
  Array.from(
    out.matchAll(/\[(mandatory|advisory)\]\s+(?:\[severity: \w+\]\s+)?([a-z\d-]+)/g),
    ([, level, rule]) => `${level} ${rule}`,
  )

export const mandatoryOf = (out: string): string[] =>
  listed(out)
    .filter((line) => line.startsWith('mandatory '))
    .map((line) => line.replace('mandatory ', ''))
