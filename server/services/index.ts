// The use cases, as tools know them.

export type Services = Record<string, never>
