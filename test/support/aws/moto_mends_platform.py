"""Where moto answers otherwise than AWS: services that teams build with, and those that run once an account."""

import json
import re
from datetime import datetime
from urllib.parse import unquote

from moto.core.responses import BaseResponse

DATE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?$")


def emr():
    """The region of the caller, not the first one."""
    from moto.emr.responses import ElasticMapReduceResponse

    ElasticMapReduceResponse.get_region_from_url = BaseResponse.get_region_from_url


def apigateway():
    """Tags of APIs, not of their stages alone."""
    from moto.apigateway.responses import APIGatewayResponse
    from moto.apigateway.urls import url_paths

    url_paths["{0}/tags/(?P<resource_arn>.+)$"] = APIGatewayResponse.dispatch
    tag_stage = APIGatewayResponse.tag_resource

    def tag_resource(self):
        kind, name, *stage = unquote(self.path).split("::/", 1)[1].split("/")
        if kind != "restapis" or stage:
            return tag_stage(self)
        api = self.backend.get_rest_api(name)
        api.tags = {**(api.tags or {}), **self._get_param("tags")}
        return "{}"

    APIGatewayResponse.tag_resource = tag_resource


def backup():
    """Names with slashes, in the places of the path where the SDK puts them."""
    from moto.backup.responses import BackupResponse
    from moto.backup.urls import url_paths

    url_paths["{0}/backup-vaults/(?P<name>aws/.+)$"] = BackupResponse.dispatch

    def arn(self):
        return unquote(self.path.split("/tags/", 1)[1]).rstrip("/")

    def create_backup_vault(self):
        name = unquote(self.path.split("/backup-vaults/", 1)[1])
        options = json.loads(self.body or "{}")
        vault = self.backup_backend.create_backup_vault(
            name, options.get("BackupVaultTags"), options.get("EncryptionKeyArn"), options.get("CreatorRequestId")
        )
        return json.dumps(vault.to_dict())

    def tag_resource(self):
        self.backup_backend.tag_resource(arn(self), json.loads(self.body)["Tags"])
        return "{}"

    BackupResponse.create_backup_vault = create_backup_vault
    BackupResponse.list_tags = lambda self: json.dumps({"Tags": self.backup_backend.list_tags(arn(self))})
    BackupResponse.tag_resource = tag_resource


def acm():
    """Keys of other kinds only for who asks for them."""
    from moto.acm.models import AWSCertificateManagerBackend as Certificates

    listed = Certificates.list_certificates
    usual = ["RSA_1024", "RSA_2048"]
    Certificates.list_certificates = lambda self, statuses, includes: listed(
        self, statuses, {"keyTypes": usual, **(includes or {})}
    )


def athena():
    """Who has no tags is no error."""
    from moto.athena.responses import AthenaResponse

    def list_tags_for_resource(self):
        tagged = self.athena_backend.tagger.list_tags_for_resource(self._get_param("ResourceARN"))
        return json.dumps(tagged)

    AthenaResponse.list_tags_for_resource = list_tags_for_resource


def seconds(value):
    if isinstance(value, dict):
        return {key: seconds(one) for key, one in value.items()}
    if isinstance(value, list):
        return [seconds(one) for one in value]
    if isinstance(value, str) and DATE.match(value):
        return datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
    return value


def codepipeline():
    """Its dates are numbers."""
    from moto.codepipeline.responses import CodePipelineResponse

    listed = CodePipelineResponse.list_pipelines
    CodePipelineResponse.list_pipelines = lambda self: json.dumps(seconds(json.loads(listed(self))))


def bedrock_agents():
    """Their dates are texts, and an empty body asks for the first page."""
    from moto.bedrockagent.models import Agent, KnowledgeBase
    from moto.bedrockagent.responses import AgentsforBedrockResponse

    for model in (Agent, KnowledgeBase):
        for name in ("to_dict", "dict_summary"):
            setattr(model, name, with_text_dates(getattr(model, name)))
    AgentsforBedrockResponse.list_agents = whole("agents", "agentSummaries")
    AgentsforBedrockResponse.list_knowledge_bases = whole("knowledge_bases", "knowledgeBaseSummaries")


def with_text_dates(method):
    def told(self):
        return {
            key: datetime.fromtimestamp(value).isoformat() + "Z" if key.endswith("At") else value
            for key, value in method(self).items()
        }

    return told


def whole(rows, key):
    return lambda self: json.dumps({key: [row.dict_summary() for row in getattr(self.bedrockagent_backend, rows).values()]})


def install():
    for mend in (acm, apigateway, athena, backup, bedrock_agents, codepipeline, emr):
        mend()
