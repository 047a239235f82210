// Every component that stands by itself: the box it becomes, or why it has none. What is inside a component goes with it.

type Place = { readonly box: string } | { readonly notDrawn: string }

const inBox = (box: string): Place => ({ box })

export const components: Readonly<Record<string, Place>> = {
  'tagwarden:aws:Alarms': inBox('alarms'),
  'tagwarden:aws:AuditRole': inBox('role'),
  'tagwarden:aws:BackupCopy': inBox('backupCopy'),
  'tagwarden:aws:Backups': inBox('backups'),
  'tagwarden:aws:Balancer': inBox('balancer'),
  'tagwarden:aws:Budget': inBox('costs'),
  'tagwarden:aws:Cache': inBox('cache'),
  'tagwarden:aws:Cluster': inBox('servers'),
  'tagwarden:aws:CostAnomalies': inBox('costs'),
  'tagwarden:aws:Dashboard': inBox('dashboard'),
  'tagwarden:aws:Database': inBox('database'),
  'tagwarden:aws:Edge': inBox('balancer'),
  'tagwarden:aws:Endpoints': inBox('endpoints'),
  'tagwarden:aws:Files': inBox('files'),
  'tagwarden:aws:Firewall': { notDrawn: 'its rules are the arrows' },
  'tagwarden:aws:Images': inBox('images'),
  'tagwarden:aws:InstanceGroup': inBox('servers'),
  'tagwarden:aws:InstanceRole': inBox('servers'),
  'tagwarden:aws:InstanceScaling': inBox('servers'),
  'tagwarden:aws:Keys': inBox('keys'),
  'tagwarden:aws:LaunchPlan': inBox('servers'),
  'tagwarden:aws:LogBucket': inBox('accessLogs'),
  'tagwarden:aws:MachineLogs': inBox('servers'),
  'tagwarden:aws:Metrics': inBox('metrics'),
  'tagwarden:aws:Network': inBox('network'),
  'tagwarden:aws:Notices': inBox('notices'),
  'tagwarden:aws:Parameters': inBox('secrets'),
  'tagwarden:aws:Scaling': inBox('servers'),
  'tagwarden:aws:Secrets': inBox('secrets'),
  'tagwarden:aws:Service': inBox('servers'),
  'tagwarden:aws:SpokeRole': inBox('spokes'),
  'tagwarden:aws:Task': inBox('servers'),
  'tagwarden:aws:Trail': inBox('trail'),
  'tagwarden:aws:Waf': inBox('waf'),
  'tagwarden:common:ApiKey': { notDrawn: 'it is only made, not run; the servers get its hash' },
  'tagwarden:docker:Network': { notDrawn: 'it is the frame around the containers' },
  'tagwarden:docker:Redis': inBox('redis'),
  'tagwarden:docker:Server': inBox('server'),
  'tagwarden:docker:ServerImage': inBox('image'),
}

/** Resources that have a box of their own, whichever component made them; it is named after that component's box. */
export const ownBoxes: Readonly<Record<string, (box: string) => string>> = {
  'aws:cloudwatch/logGroup:LogGroup': () => 'logs',
  'docker:index/volume:Volume': (box) => `${box}Data`,
}
