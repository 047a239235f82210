import { memoryJobs } from '../../server/jobs/memory.ts'
import { describeJobs } from '../contracts/jobs.ts'

describeJobs('jobs of one process', async () => {
  const reported: unknown[] = []
  const jobs = memoryJobs({ onError: (error) => reported.push(error) })
  return { jobs, reported, remove: () => jobs.close() }
})
