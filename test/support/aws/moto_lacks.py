"""What moto lacks of ElastiCache, CloudWatch and Kinesis."""

from datetime import datetime, timezone

from moto.core.responses import ActionResult
from moto.utilities.utils import get_partition


def create_serverless_cache(self):
    backend, name = self.elasticache_backend, self._get_param("ServerlessCacheName")
    place = f"{get_partition(self.region)}:elasticache:{self.region}:{self.current_account}"
    cache = {
        "ServerlessCacheName": name,
        "ARN": f"arn:{place}:serverlesscache:{name}",
        "Engine": self._get_param("Engine"),
        "Status": "available",
        "CreateTime": datetime.now(timezone.utc),
    }
    caches_of(backend)[name] = cache
    backend.tagging_service.tag_resource(cache["ARN"], self._get_param("Tags", []))
    return ActionResult({"ServerlessCache": cache})


def describe_serverless_caches(self):
    return ActionResult({"ServerlessCaches": list(caches_of(self.elasticache_backend).values())})


def caches_of(backend):
    return backend.__dict__.setdefault("serverless_caches", {})


def elasticache():
    """Serverless caches, and a deleted cluster that says so."""
    from moto.elasticache.models import ElastiCacheBackend
    from moto.elasticache.responses import ElastiCacheResponse

    ElastiCacheResponse.create_serverless_cache = create_serverless_cache
    ElastiCacheResponse.describe_serverless_caches = describe_serverless_caches
    # Moto knows only some kinds of names, and those of one partition only.
    ElastiCacheBackend.list_tags_for_resource = lambda self, arn: self.tagging_service.list_tags_for_resource(arn)
    delete = ElastiCacheBackend.delete_cache_cluster

    def deleted(self, cache_cluster_id):
        cluster = delete(self, cache_cluster_id)
        cluster.cache_cluster_status = "deleted"
        return cluster

    ElastiCacheBackend.delete_cache_cluster = deleted


def cloudwatch():
    """Composite alarms, which are listed only if they are asked for."""
    from moto.cloudwatch.responses import CloudWatchResponse

    described = CloudWatchResponse.describe_alarms

    def of_asked_types(self):
        asked = self._get_param("AlarmTypes", []) or ["MetricAlarm"]
        return ActionResult({key: alarms for key, alarms in described(self).result.items() if key[:-1] in asked})

    CloudWatchResponse.describe_alarms = of_asked_types
    # It takes a rule as well.
    CloudWatchResponse.put_composite_alarm = CloudWatchResponse.put_metric_alarm


def kinesis():
    """Tags that are given at creation."""
    from moto.kinesis.responses import KinesisResponse

    create = KinesisResponse.create_stream

    def create_tagged(self):
        answer = create(self)
        if self._get_param("Tags"):
            self.kinesis_backend.add_tags_to_stream(None, self._get_param("StreamName"), self._get_param("Tags"))
        return answer

    KinesisResponse.create_stream = create_tagged


def install():
    for lack in (cloudwatch, elasticache, kinesis):
        lack()
