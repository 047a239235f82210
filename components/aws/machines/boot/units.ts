// The systemd units of an instance, and the folder of the scripts that they run.

export const scriptFolder = '/opt/tagwarden'
/** In memory, of root alone; systemd makes and removes it. */
export const runtimeFolder = '/run/tagwarden'
/** Where the files of EFS are on the instance. */
export const artifactMount = '/var/lib/tagwarden/artifacts'
export const containerName = 'tagwarden'

export const serverUnit = `[Unit]
Description=Tagwarden, the server
Requires=docker.service
Wants=network-online.target
After=docker.service network-online.target amazon-cloudwatch-agent.service
RequiresMountsFor=${artifactMount}
StartLimitIntervalSec=0

[Service]
RuntimeDirectory=tagwarden
RuntimeDirectoryMode=0700
ExecStartPre=${scriptFolder}/read-settings
ExecStartPre=${scriptFolder}/migrate
ExecStart=${scriptFolder}/serve
ExecStop=/usr/bin/docker stop ${containerName}
Restart=always
RestartSec=10
TimeoutStartSec=300
TimeoutStopSec=75
StandardOutput=null

[Install]
WantedBy=multi-user.target
`

export const endUnit = `[Unit]
Description=Tagwarden, the end of the instance
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=${scriptFolder}/await-end
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
`
