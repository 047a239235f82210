// Where the SQL of DuckDB and of Athena differs; everything else is written once.

export type Dialect = {
  /** The value of a key in a map column, null without it. */
  readonly ofMap: (column: string, key: string) => string
  /** The same of a column that holds a JSON object as text. */
  readonly ofJson: (column: string, key: string) => string
  /** A select of every key there is, as `key`. */
  readonly keys: (from: string, column: string, isMap: boolean, where: string) => string
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

const pointerTo = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

export const duckDb: Dialect = {
  ofMap: (column, key) => `${column}[${quoted(key)}]`,
  ofJson: (column, key) => `json_extract_string(${column}, ${quoted(pointerTo(key))})`,
  keys: (from, column, isMap, where) =>
    `SELECT DISTINCT unnest(${isMap ? 'map_keys' : 'json_keys'}(${column})) AS key FROM ${from} WHERE ${where}`,
}

const parsed = (column: string): string => `CAST(json_parse(${column}) AS map(varchar, varchar))`

export const athena: Dialect = {
  ofMap: (column, key) => `element_at(${column}, ${quoted(key)})`,
  ofJson: (column, key) => `element_at(${parsed(column)}, ${quoted(key)})`,
  keys: (from, column, isMap, where) =>
    `SELECT DISTINCT key FROM ${from} CROSS JOIN UNNEST(map_keys(${isMap ? column : parsed(column)})) AS t(key) WHERE ${where}`,
}
