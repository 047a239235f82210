// By type, what a made resource tells of itself.

export type Inputs = Readonly<Record<string, unknown>>
export type Outputs = Readonly<Record<string, (name: string, inputs: Inputs) => Record<string, unknown>>>
