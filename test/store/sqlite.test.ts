import { describeStore } from '../contracts/store.ts'
import { openForContract } from './sqlite-folder.ts'

describeStore('the SQLite store', openForContract)
