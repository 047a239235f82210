// The end of an instance: its group lets it wait until what runs has been finished.

import { scriptHead } from './shared-script.ts'

export const endScript = `${scriptHead}
until [[ $(metadata autoscaling/target-lifecycle-state) == Terminated ]]; do sleep 5; done
instance=$(metadata instance-id)
# The state to come is known before the balancer has let go of the instance; the hook waits once it has.
for _ in {1..60}; do
  state=$(aws autoscaling describe-auto-scaling-instances --instance-ids "$instance" \\
    --query 'AutoScalingInstances[0].LifecycleState' --output text) || state=unknown
  [[ $state == Terminating:Wait ]] && break
  sleep 5
done
say "the group takes this instance away ($state), so the server stops"
systemctl stop tagwarden.service
retry finish_hook "$terminate_hook" CONTINUE
`
