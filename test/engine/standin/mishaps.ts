// What goes wrong in the pretended cloud, by the name of the resource that it happens to.

export type Hold = { readonly begun: Promise<void>; readonly release: () => void }

export class Mishaps {
  /** Refused when they are to be made, with these words. */
  readonly refused = new Map<string, string>()
  /** Made, but not ready, with these words. */
  readonly unready = new Map<string, string>()
  private readonly held = new Map<string, () => Promise<void>>()

  /** Whatever is next done to it takes until it is released. */
  hold(name: string): Hold {
    const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    this.held.set(name, () => {
      begun.resolve()
      return released.promise
    })
    return { begun: begun.promise, release: released.resolve }
  }

  async wait(name: string): Promise<void> {
    const held = this.held.get(name)
    this.held.delete(name)
    await held?.()
  }
}
