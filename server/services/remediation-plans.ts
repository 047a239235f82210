// Plans and approvals, as files that only this user reads: a server may own its database, but a shell has to get to them.
// An approval is made by the shell alone, and used by renaming it, which succeeds once.

import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../core/errors.ts'
import { hashPlan } from '../core/remediation.ts'

const text = z.string()
const planSchema = z.strictObject({
  of: z.strictObject({ estate: text, policyHash: text, snapshotId: text }),
  madeAt: text,
  changes: z.array(
    z.strictObject({
      ...{ id: text, type: text, account: text, region: text },
      tags: z.array(z.strictObject({ key: text, value: text, was: text.nullable() })),
    }),
  ),
})
const approvalSchema = z.strictObject({ hash: text, by: text, at: text, expiresAt: text })

export type RemediationPlan = z.infer<typeof planSchema>
export type Approval = z.infer<typeof approvalSchema>
export type RemediationPlans = ReturnType<typeof remediationPlans>

const mostPlans = 500

export function remediationPlans(dataDir: string) {
  const folder = join(dataDir, 'remediation')
  const fileOf = (hash: string, kind: string) => join(folder, `${nameOf(hash)}.${kind}.json`)

  return {
    async keep(plan: RemediationPlan): Promise<void> {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeWhole(fileOf(hashPlan(plan.of, plan.changes), 'plan'), plan)
      await dropOldest(folder)
    },

    /** Exactly what the hash names: a file that says something else is refused. */
    async read(hash: string): Promise<RemediationPlan> {
      const found = await readIfThere(fileOf(hash, 'plan'))
      if (found === null)
        throw new AppError('not_found', 'There is no plan with this hash here.', {
          hint: 'Make one with plan_remediation, on this server and with ENABLE_WRITES=true.',
        })
      const plan = planSchema.parse(JSON.parse(found))
      if (hashPlan(plan.of, plan.changes) === hash) return plan
      throw new AppError('conflict', 'The plan with this hash was changed since it was made.', {
        hint: 'Make a new one with plan_remediation.',
      })
    },

    async approve(approval: Approval): Promise<void> {
      await writeWhole(fileOf(approval.hash, 'approved'), approval)
    },

    /** Once: of all who try, one gets it. An approval that is too old is used up too. */
    async take(hash: string, now: number): Promise<Approval> {
      const used = fileOf(hash, `used-${randomBytes(6).toString('hex')}`)
      await rename(fileOf(hash, 'approved'), used).catch((cause) => {
        throw isMissing(cause) ? notApproved(hash) : cause
      })
      const approval = approvalSchema.parse(JSON.parse(await readFile(used, 'utf8')))
      if (approval.hash !== hash) throw notApproved(hash)
      if (Date.parse(approval.expiresAt) > now) return approval
      throw new AppError('forbidden', `The approval of this plan ended at ${approval.expiresAt}.`, askAgain(hash))
    },
  }
}

function nameOf(hash: string): string {
  const name = /^sha256:(?<name>[\da-f]{64})$/.exec(hash)?.groups?.name
  if (name !== undefined) return name
  throw new AppError('bad_usage', 'That is no hash of a plan.', { hint: 'It begins with sha256: and is in the plan.' })
}

const askAgain = (hash: string) => ({
  hint: `A person at the server's shell runs: tagwarden remediation approve ${hash}`,
})

const notApproved = (hash: string) =>
  new AppError('forbidden', 'Nobody has approved this plan, or its approval was used already.', askAgain(hash))

const isMissing = (cause: unknown) => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (isMissing(cause)) return null
    throw cause
  }
}

/** A file under its own name is always whole. */
async function writeWhole(path: string, content: object): Promise<void> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(unfinished, JSON.stringify(content), { mode: 0o600, flag: 'wx', flush: true })
  await rename(unfinished, path)
}

/** Whoever may plan could fill the disk otherwise. */
async function dropOldest(folder: string): Promise<void> {
  const plans = (await readdir(folder)).filter((name) => name.endsWith('.plan.json'))
  if (plans.length <= mostPlans) return
  const dated = await Promise.all(
    plans.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })),
  )
  const oldest = dated.toSorted((a, b) => a.at - b.at).slice(0, plans.length - mostPlans)
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { force: true })))
}
