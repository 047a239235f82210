// Loaded before the program (`node --import`): keeps compiled code from one start to the next. It is the one file of
// JavaScript, because loading the stripper of types is part of what it saves.

import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Where the folder cannot be written, Node goes without and says nothing.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/tagwarden'))
