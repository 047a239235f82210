// The suite that every target and environment passes.

import { beforeAll, describe, expect, test } from 'vitest'
import type { Graph } from '../../../infra/recorder/graph.ts'
import { buildBoth, type Case } from '../../../infra/recorder/stacks.ts'
import { parityFaults, plainSecrets, structureFaults, untagged, valueFaults } from './faults.ts'
import { policyFaults } from './policy-judge.ts'

export type Built = { readonly preview: () => Graph; readonly up: () => Graph }

const outputNames = ['apiKey', 'caCertificate', 'dashboards', 'estimatedMonthlyCost', 'healthUrl', 'logs', 'url']

export function describeGraph(title: string, given: Case, more: (built: Built) => void): void {
  describe(title, () => {
    let both: { preview: Graph; up: Graph }
    beforeAll(async () => {
      both = await buildBoth(given)
    })
    const preview = () => both.preview
    const up = () => both.up

    test('every resource is below a component of ours, with an explicit provider and a name of its own', () => {
      expect(structureFaults(up())).toEqual([])
      expect(structureFaults(preview())).toEqual([])
    })
    test('no input is a text that somebody did not mean', () => {
      expect(valueFaults(up())).toEqual([])
      expect(valueFaults(preview())).toEqual([])
    })
    test('a preview shows what up will make', () => expect(parityFaults(preview(), up())).toEqual([]))
    test('[N13] no secret is plain: not in an input, not in what a component or the stack prints', () => {
      expect(plainSecrets(up())).toEqual([])
    })
    test('[N20] every resource that can have tags has them, and passes our own audit', () => {
      expect(untagged(up())).toEqual([])
      expect(policyFaults(up())).toEqual([])
    })
    test('the stack prints what every stack prints, and the key as a secret', () => {
      expect(Object.keys(up().values).toSorted()).toEqual(outputNames)
      expect(Object.keys(preview().values).toSorted()).toEqual(outputNames)
      expect(up().secretOutputs).toContain('apiKey')
    })
    test('what exists, below what and how protected, is as reviewed', async () => {
      await expect(manifest(up())).toMatchFileSnapshot(`golden/${title.replaceAll(' ', '-')}.txt`)
    })
    more({ preview, up })
  })
}

function manifest({ nodes }: Graph): string {
  const nameOf = (urn: string) => urn.split('::').at(-1) ?? ''
  const lines = nodes.map(
    ({ type, name, parent, protect }) => `${type} ${name} < ${nameOf(parent)}${protect ? ' protected' : ''}`,
  )
  return `${lines.toSorted().join('\n')}\n`
}
