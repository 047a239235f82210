// The remote component `awsx:ec2:Vpc`: it registers its children with the engine itself.

import {
  grpc,
  type Loose,
  make,
  type Props,
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  ResourceMonitorClient,
  rpc,
} from '../wire/messages.ts'
import { fromStruct, plain, toStruct, unknown } from '../wire/values.ts'
import { type Schema, schemaFaults } from './schema.ts'

type Register = (type: string, name: string, inputs: Props) => Promise<string>

export const constructVpc =
  (schema: Schema | undefined) =>
  async (request: Loose): Promise<Loose> => {
    const inputs = plain(fromStruct(request.getInputs()))
    const faults = schema ? schemaFaults(schema, request.getType(), inputs) : []
    if (faults.length > 0) throw new Error(faults.join('\n'))
    const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), grpc.credentials.createInsecure())
    try {
      const component = await register(monitor, {
        Type: request.getType(),
        Name: request.getName(),
        Parent: request.getParent(),
      })
      const Urn = component.getUrn()
      const Outputs = toStruct(
        await vpcOf(request.getName(), inputs, childrenOf(monitor, Urn, request.getProvidersMap())),
      )
      await send(monitor, 'registerResourceOutputs', make(RegisterResourceOutputsRequest, { Urn, Outputs }))
      return make(rpc.ConstructResponse, { Urn, State: Outputs })
    } finally {
      monitor.close()
    }
  }

async function vpcOf(name: string, inputs: Props, child: Register): Promise<Props> {
  const { cidrBlock, availabilityZoneNames: zones, tags, subnetSpecs } = inputs
  const vpcId = await child('aws:ec2/vpc:Vpc', name, { cidrBlock, tags })
  const ids: Record<string, string[]> = {}
  const used = subnetSpecs.filter(({ type }: Props) => type !== 'Unused')
  for (const { type, cidrBlocks } of used)
    ids[type] = await inEach(zones, (availabilityZone, position) =>
      child('aws:ec2/subnet:Subnet', `${name}-${type}-${position + 1}`.toLowerCase(), {
        vpcId,
        availabilityZone,
        cidrBlock: cidrBlocks[position],
        tags,
      }),
    )
  const tables = await inEach(zones, (_zone, position) =>
    child('aws:ec2/routeTable:RouteTable', `${name}-table-${position + 1}`, { vpcId, tags }),
  )
  return {
    vpcId,
    publicSubnetIds: ids.Public,
    privateSubnetIds: ids.Private,
    isolatedSubnetIds: ids.Isolated,
    routeTables: tables.map((id) => ({ id })),
  }
}

const inEach = (zones: string[], make: (zone: string, position: number) => Promise<string>): Promise<string[]> =>
  Promise.all(zones.map(make))

const childrenOf =
  (monitor: Loose, Parent: string, providers: Loose): Register =>
  async (type, name, inputs) => {
    const Provider = providers.get('aws')
    const made = { Type: type, Name: name, Custom: true, Parent, Provider, Object: toStruct(inputs) }
    // In a preview it has no id yet.
    return (await register(monitor, made)).getId() || unknown
  }

const register = (monitor: Loose, fields: Props) =>
  send(monitor, 'registerResource', make(RegisterResourceRequest, { ...fields, Acceptsecrets: true }))

const send = (monitor: Loose, method: string, message: Loose): Promise<Loose> =>
  new Promise((resolve, reject) =>
    monitor[method](message, (error: unknown, answer: Loose) => (error ? reject(error) : resolve(answer))),
  )
