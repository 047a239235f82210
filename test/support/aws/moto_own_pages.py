"""Short pages of what moto cuts itself, or nobody cuts: lists that go on after a name instead of a token."""

from moto_pages import FORCED


def dynamodb():
    from moto.dynamodb.models import DynamoDBBackend

    listed = DynamoDBBackend.list_tables
    DynamoDBBackend.list_tables = lambda self, limit, start: listed(self, shorter(limit), start)


def firehose():
    from moto.firehose.models import FirehoseBackend

    listed, tags_of = FirehoseBackend.list_delivery_streams, FirehoseBackend.list_tags_for_delivery_stream
    FirehoseBackend.list_delivery_streams = lambda self, limit, *rest: listed(self, shorter(limit or 10), *rest)
    FirehoseBackend.list_tags_for_delivery_stream = lambda self, name, start, limit: tags_of(
        self, name, start, shorter(limit or 50)
    )


def fsx():
    """Moto reads its token from the bare body, where ours cannot be hidden."""
    from moto.fsx.models import FSxBackend

    described = FSxBackend.describe_file_systems

    def some_file_systems(self, file_system_ids=None, max_results=None, next_token=None):
        size = shorter(max_results or 100)
        return described(self, file_system_ids=file_system_ids, max_results=size, next_token=next_token)

    FSxBackend.describe_file_systems = some_file_systems


def kinesis():
    """Its first key is exclusive too."""
    from moto.kinesis.models import KinesisBackend

    tags_of = KinesisBackend.list_tags_for_stream

    def some_tags(self, stream_arn, stream_name, exclusive_start_tag_key=None, limit=None):
        tags = tags_of(self, stream_arn, stream_name)["Tags"]
        left = [tag for tag in tags if tag["Key"] > (exclusive_start_tag_key or "")]
        size = shorter(limit or 50)
        return {"Tags": left[:size], "HasMoreTags": len(left) > size}

    KinesisBackend.list_tags_for_stream = some_tags


def shorter(limit):
    return min(limit, FORCED or limit)


def install():
    for mend in (dynamodb, firehose, fsx, kinesis):
        mend()
