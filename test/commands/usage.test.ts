import { expect, test } from 'vitest'
import { auditing } from './support.ts'

const { run } = auditing()

test.each([[[]], [['--help']], [['-h']], [['help']], [['policy', '--help']], [['help', 'policy']]])(
  '%j lists the commands',
  async (args) => {
    const { status, out, err } = await run(args)
    expect([status, err]).toEqual([0, ''])
    expect(out).toContain('Usage: tagwarden COMMAND [options]')
    for (const name of ['audit', 'policy check', 'policy schema']) expect(out).toContain(`  ${name} `)
  },
)

test.each(['audit', 'policy check', 'policy schema'])('%s --help, -h and help explain the command', async (name) => {
  const { status, out, err } = await run([...name.split(' '), '--help'])
  expect([status, err]).toEqual([0, ''])
  expect(out).toContain(`Usage: tagwarden ${name}`)
  expect((await run([...name.split(' '), '-h'])).out).toBe(out)
  expect((await run(['help', ...name.split(' ')])).out).toBe(out)
})

test('the help of audit names every option and exit status of the contract', async () => {
  const { out } = await run(['audit', '--help'])
  const options = [
    '--inventory',
    '--demo',
    '--policy',
    '--now',
    '--format',
    '--severity',
    '--fail-on',
    '--require-complete',
  ]
  for (const option of [...options, '--skip-bad']) expect(out).toContain(option)
  expect(out).toMatch(/0 nothing in force.*1 violations.*2 bad usage.*3\s+not complete/s)
})

test.each([
  ['audti', 'There is no command "audti".', 'Did you mean "audit"?'],
  ['policy chek', 'There is no command "policy chek".', 'Did you mean "policy check"?'],
  ['audti --demo', 'There is no command "audti".', 'Did you mean "audit"?'],
  ['audti estate.ndjson', 'There is no command "audti estate.ndjson".', 'Did you mean "audit"?'],
  ['policy', 'There is no command "policy".', 'Did you mean "policy check" or "policy schema" or "policy publish"?'],
  [
    'policy lint',
    'There is no command "policy lint".',
    'Did you mean "policy check" or "policy schema" or "policy publish"?',
  ],
  ['frobnicate --help', 'There is no command "frobnicate".', 'See: tagwarden --help'],
  ['frobnicate', 'There is no command "frobnicate".', 'See: tagwarden --help'],
  ['audit', 'audit: say what to audit.', 'Give --inventory FILE, or --demo for an invented company.'],
  [
    'audit --demo --inventory x',
    'audit: more than one of --inventory, --estate and --demo is given.',
    'Give --inventory FILE',
  ],
  ['audit x', 'audit: "x" is one word too many.', 'See: tagwarden audit --help'],
  ['audit --inventroy x', 'audit: there is no option --inventroy.', 'Did you mean --inventory?'],
  ['audit --frobnicate', 'audit: there is no option --frobnicate.', 'See: tagwarden audit --help'],
  ['audit --inventory', "audit: Option '--inventory <value>' argument missing.", 'See: tagwarden audit --help'],
  ['audit --demo=yes', "audit: Option '--demo' does not take an argument.", 'See: tagwarden audit --help'],
  ['audit -x', "audit: Unknown option '-x'.", 'See: tagwarden audit --help'],
  ['audit --inventory a --inventory b', 'audit: --inventory is given twice.', 'See: tagwarden audit --help'],
  [
    'audit --demo --format jsno',
    '--format "jsno" is none of table, json, ndjson, csv, markdown.',
    'Did you mean json?',
  ],
  [
    'audit --demo --fail-on warnings',
    '--fail-on "warnings" is none of error, warning, never.',
    'Did you mean warning?',
  ],
  [
    'audit --demo --severity all',
    '--severity "all" is none of error, warning.',
    'Write --severity error, for example.',
  ],
  ['audit --demo --now yesterday', '--now "yesterday" is no date.', 'Write for example 2026-11-21T12:00:00Z.'],
  ['audit --demo --now 2026-02-30', '--now "2026-02-30" is no date.', 'Write for example 2026-11-21T12:00:00Z.'],
  ['policy check a b', 'policy check: "b" is one word too many.', 'See: tagwarden policy check --help'],
  ['policy check --format yaml', '--format "yaml" is none of text, json.', 'Write --format text, for example.'],
  ['policy schema x', 'policy schema: "x" is one word too many.', 'See: tagwarden policy schema --help'],
])('%s', async (line, message, hint) => {
  const { status, out, err } = await run(line.split(' '))
  expect({ status, out }).toEqual({ status: 2, out: '' })
  expect(err).toMatch(/^[^\n]+\n[^\n]+\n$/)
  expect(err).toContain(`${message}\n${hint}`)
})

test('without --policy, policies/tagging_policy.json of the current directory is taken', async () => {
  const byDefault = await run(['audit', '--demo', '--format', 'json'])
  const named = await run(['audit', '--demo', '--format', 'json', '--policy', 'policies/tagging_policy.json'])
  expect(byDefault.status).toBe(1)
  expect(byDefault.out).toBe(named.out)
})

test('the demo needs no file', async () => {
  const { status, out } = await run(['audit', '--demo', '--fail-on', 'never'])
  expect(status).toBe(0)
  expect(out).toMatch(/^Score {5}\d\d\.\d % compliant/)
})

test('what the user wrote moves no cursor on the terminal', async () => {
  const { err } = await run(['audit', '--demo', '--format', '\u001b[2J\u202e'])
  expect(err).toContain('--format "\\u{1b}[2J\\u{202e}" is none of')
})
