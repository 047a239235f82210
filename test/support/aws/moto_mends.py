"""Where moto answers otherwise than AWS, and a test would see it."""

import json

import moto.backends as backends
from moto.core.responses import ActionResult, BaseResponse
from moto.utilities.utils import get_partition


def refusals():
    """JSON services say so in JSON, and what moto lacks is no server error that is worth a retry."""
    call_action = BaseResponse.call_action

    def told(self):
        try:
            status, headers, body = call_action(self)
        except NotImplementedError as error:
            return refusal(self, "NotImplementedException", str(error))
        if int(status) == 403 and speaks_json(self) and isinstance(body, str) and body.lstrip().startswith("<"):
            message = body.split("<Message>")[-1].split("</Message>")[0].strip()
            message = message.removeprefix("<![CDATA[").removesuffix("]]>")
            return refusal(self, "AccessDeniedException", message)
        return status, headers, body

    BaseResponse.call_action = told


def speaks_json(response):
    from moto.core.utils import get_service_model

    try:
        metadata = get_service_model(response.boto3_service_name).metadata
    except Exception:
        return False
    return bool({"json", "rest-json"} & {metadata.get("protocol"), *metadata.get("protocols", [])})


def refusal(response, code, message):
    if speaks_json(response):
        headers = {"x-amzn-errortype": code, "Content-Type": "application/json", "status": "400"}
        return 400, headers, json.dumps({"__type": code, "message": message})
    error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    body = f"<ErrorResponse><Errors>{error}</Errors>{error}<RequestId>0</RequestId></ErrorResponse>"
    return 400, {"Content-Type": "text/xml", "status": "400"}, body


def ec2():
    import moto.ec2.models.launch_templates as models
    from moto.ec2.responses.availability_zones_and_regions import AvailabilityZonesAndRegions
    from moto.ec2.responses.launch_templates import LaunchTemplates

    described = LaunchTemplates.describe_launch_templates

    def all_templates(self):
        plain = self._get_int_param
        self.asked_size = plain("MaxResults", 200)
        self._get_int_param = lambda name, default=None: 10**9 if name == "MaxResults" else plain(name, default)
        try:
            return described(self)
        finally:
            self._get_int_param = plain

    LaunchTemplates.describe_launch_templates = all_templates
    # Read when asked: tags that came later count too.
    models.LaunchTemplate.tags = property(lambda self: self.get_tags(), lambda self, value: None)

    def own_enabled_regions(self):
        names = self._get_param("RegionNames", [])
        every = str(self._get_param("AllRegions", False)).lower() == "true"
        regions = [
            region
            for region in self.ec2_backend.describe_regions(names)
            if get_partition(region.name) == self.partition
            and (every or names or region.opt_in_status != "not-opted-in")
        ]
        return ActionResult({"Regions": regions})

    AvailabilityZonesAndRegions.describe_regions = own_enabled_regions


def s3():
    from moto.s3.models import S3Backend

    listed, tagged = S3Backend.list_buckets, S3Backend.put_bucket_tagging
    S3Backend.list_buckets = lambda self, prefix=None, bucket_region=None, max_buckets=None: listed(
        self, prefix, bucket_region, None
    )
    S3Backend.put_bucket_tagging = lambda self, name, tags: tagged(
        self, name, {key: value or "" for key, value in tags.items()}
    )


def tagging_api():
    """Never-tagged resources stay out; what is global or elsewhere shows in its own region only."""
    from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend as Tagging

    everything = Tagging._get_resources_generator

    def shown(self, *args, **options):
        for resource in everything(self, *args, **options):
            if resource.tags and is_here(self, resource.arn):
                yield resource

    Tagging._get_resources_generator = shown


def is_here(backend, arn):
    service = arn.split(":")[2]
    if service == "cloudfront":
        return backend.region_name == "us-east-1"
    if service != "s3":
        return True
    buckets = backends.get_backend("s3")[backend.account_id][get_partition(backend.region_name)].buckets
    bucket = buckets.get(arn.split(":::")[1])
    return bucket is None or bucket.region_name == backend.region_name


def install():
    for mend in (refusals, ec2, s3, tagging_api):
        mend()
