// SQLite needs locks and shared memory that hold; over a network they do not.

import { readFile, realpath, statfs } from 'node:fs/promises'
import { AppError } from '../../core/errors.ts'

/** By the numbers of statfs(2). Amazon EFS and Filestore are NFS. */
const networkTypes: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4266872130: 'SMB',
  4283649346: 'CIFS',
  12805120: 'Ceph',
  1397113167: 'AFS',
  1799439955: 'AFS',
  198183888: 'Lustre',
  1196443219: 'GPFS',
}
const fuse = 0x65735546
/** FUSE also carries local disks, such as those that Docker Desktop shares. */
const networkFuse = /^fuse\.(sshfs|s3fs|gcsfuse|goofys|rclone|mount-s3|mountpoint-s3|blobfuse2?|glusterfs|ceph.*)$/

export type FileSystemType = (folder: string) => Promise<number>

const typeOf: FileSystemType = async (folder) => (await statfs(folder)).type

export async function refuseNetworkFileSystem(folder: string, readType: FileSystemType = typeOf): Promise<void> {
  const type = (await readType(folder)) >>> 0
  const name = type === fuse ? networkFuseOf(await mounts(), await realpath(folder)) : networkTypes[type]
  if (name === undefined) return
  throw new AppError(
    'store_unavailable',
    `${folder} is on a network file system (${name}), on which SQLite loses data.`,
    {
      hint: 'Set DATA_DIR to a folder on a local disk.',
    },
  )
}

async function mounts(): Promise<string> {
  return readFile('/proc/self/mounts', 'utf8').catch(() => '')
}

/** The file system of the longest mount point above the folder, if it is one over a network. */
export function networkFuseOf(table: string, folder: string): string | undefined {
  const mount = table
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, point = '']) => point === '/' || `${folder}/`.startsWith(`${point}/`))
    .toSorted(([, a = ''], [, b = '']) => a.length - b.length)
    .at(-1)
  const name = mount?.[2] ?? ''
  return networkFuse.test(name) ? name : undefined
}
