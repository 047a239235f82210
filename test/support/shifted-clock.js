// Preloaded into a server (NODE_OPTIONS=--import): its clock is off by as many milliseconds as a file says.

import { readFileSync, unwatchFile, watchFile } from 'node:fs'

const path = process.env.CLOCK_SHIFT_FILE ?? ''
const Clock = globalThis.Date
let shiftMs = 0
const look = () => {
  shiftMs = Number(readFileSync(path, 'utf8'))
}
look()
watchFile(path, { interval: 50, persistent: false }, look)
process.on('exit', () => unwatchFile(path))

globalThis.Date = class extends Clock {
  constructor(...given) {
    super(...(given.length === 0 ? [Clock.now() + shiftMs] : given))
  }

  static now() {
    return Clock.now() + shiftMs
  }
}
