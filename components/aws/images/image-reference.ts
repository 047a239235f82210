/** The registry that an image comes from, if it is one of AWS; others ask nobody for permission. */
export function repositoryArnOf(image: string, partition: string): string | undefined {
  const [, account, region, name] = /^(\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com\/([^@:]+)[@:]/.exec(image) ?? []
  return name === undefined ? undefined : `arn:${partition}:ecr:${region}:${account}:repository/${name}`
}
