// Several listings at once, read in their order: those behind run ahead until what they hold is `room`, so that memory
// stays bounded and what was read so far is always a whole number of cells and a piece of one.

export type Step<Item, End> =
  | { readonly kind: 'item'; readonly index: number; readonly item: Item }
  | { readonly kind: 'end'; readonly index: number; readonly end: End }

type Sized = { readonly length: number }

export async function* inOrder<Item extends Sized, End>(
  count: number,
  { ahead, room }: { readonly ahead: number; readonly room: number },
  start: (index: number, push: (item: Item) => Promise<void>) => Promise<End>,
): AsyncGenerator<Step<Item, End>> {
  const lanes: Lane<Item, End>[] = []
  for (let index = 0; index < count; index++) {
    for (let next = lanes.length; next < Math.min(count, index + ahead); next++) {
      const lane = new Lane<Item, End>(room)
      lanes.push(lane)
      lane.follow(start(next, (item) => lane.push(item)))
    }
    const lane = lanes[index] as Lane<Item, End> // just made
    for (let item = await lane.next(); item !== null; item = await lane.next()) yield { kind: 'item', index, item }
    yield { kind: 'end', index, end: await lane.end() }
    delete lanes[index]
  }
}

class Lane<Item extends Sized, End> {
  private readonly items: Item[] = []
  private held = 0
  private work: Promise<End> | null = null
  private isOver = false
  private wakeReader = () => {}
  private wakeWriter = () => {}
  private readonly room: number

  constructor(room: number) {
    this.room = room
  }

  follow(work: Promise<End>): void {
    this.work = work
    const finish = () => {
      this.isOver = true
      this.wakeReader()
    }
    work.then(finish, finish)
  }

  async push(item: Item): Promise<void> {
    this.items.push(item)
    this.held += item.length
    this.wakeReader()
    while (this.held >= this.room) await new Promise<void>((resolve) => (this.wakeWriter = resolve))
  }

  async next(): Promise<Item | null> {
    while (this.items.length === 0) {
      if (this.isOver) return null
      await new Promise<void>((resolve) => (this.wakeReader = resolve))
    }
    const item = this.items.shift() as Item // there is one
    this.held -= item.length
    this.wakeWriter()
    return item
  }

  /** Throws what the work threw. */
  async end(): Promise<End> {
    return (await this.work) as End // `follow` comes before any reading
  }
}
