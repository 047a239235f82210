"""Pages of every list operation, as AWS cuts them.

Moto ignores the page size in half of its operations. Here the whole list is cut after the fact: what an operation may
be asked for and what it answers is read from the service models of botocore. TAGWARDEN_PAGE forces shorter pages.
"""

import base64
import json
import os

from moto.core.responses import ActionResult, BaseResponse, PaginatedResult
from moto.core.utils import get_pagination_model, get_service_model

FORCED = int(os.environ.get("TAGWARDEN_PAGE", "0"))
MARK = "page."
# What AWS gives when it is not asked for a size; else 100.
USUAL = {
    "lambda": 50,
    "sagemaker": 10,
    "elb": 400,
    "elbv2": 400,
    "ec2": 1000,
    "s3": 10000,
    ("ecs", "ListServices"): 10,
    ("ec2", "DescribeLaunchTemplates"): 200,
}
# What botocore has no paginator for.
ALSO_PAGED = {
    ("athena", "ListWorkGroups"): ("NextToken", "NextToken", "MaxResults", ["WorkGroups"]),
    ("events", "ListEventBuses"): ("NextToken", "NextToken", "Limit", ["EventBuses"]),
}


def operation_of(response):
    try:
        model = get_service_model(response.boto3_service_name)
        return model.operation_model(response._get_action())
    except Exception:
        return None


def paging_of(service, name):
    """(input token, output token, page size, lists), or None for what has no simple paging."""
    if (service, name) in ALSO_PAGED:
        return ALSO_PAGED[service, name]
    try:
        found = get_pagination_model(service)[name]
    except Exception:
        return None
    lists = found["result_key"]
    lists = lists if isinstance(lists, list) else [lists]
    tokens = [found["input_token"], found["output_token"]]
    if any(not isinstance(text, str) or "." in text or " " in text for text in [*tokens, *lists]):
        return None
    return *tokens, found.get("limit_key"), lists


def given(response, operation, name):
    """A parameter by its name in the model or on the wire."""
    members = operation.input_shape.members if operation.input_shape else {}
    if not name or name not in members:
        return None
    for spelling in (name, members[name].serialization.get("name", name)):
        try:
            value = response._get_param(spelling)
        except Exception:
            value = None
        if value not in (None, "", []):
            return value
    return None


def token_for(name, start):
    return MARK + base64.b64encode(json.dumps([name, start]).encode()).decode()


def read_token(token):
    if not isinstance(token, str) or not token.startswith(MARK):
        return None
    return json.loads(base64.b64decode(token[len(MARK) :]))


def cut(response, operation, answer):
    service = response.boto3_service_name
    paging = paging_of(service, operation.name)
    if not paging or not isinstance(answer, dict) or answer.get(paging[1]):
        return
    token_in, token_out, size_key, keys = paging
    lists = [key for key in keys if isinstance(answer.get(key), (list, tuple))]
    token = given(response, operation, token_in) or getattr(response, "our_token", None)
    ours = read_token(token)
    if not lists or (token and not ours):
        return
    start = ours[1] if ours else 0
    size = getattr(response, "asked_size", None) or given(response, operation, size_key)
    size = int(size) if size else USUAL.get((service, operation.name), USUAL.get(service, 100))
    size = min(size, FORCED) if FORCED else size
    total = max(len(answer[key]) for key in lists)
    for key in lists:
        answer[key] = answer[key][start : start + size]
    if start + size < total:
        answer[token_out] = token_for(operation.name, start + size)


def hide_token(response, operation):
    """Moto must not see a token that is ours."""
    paging = paging_of(response.boto3_service_name, operation.name)
    token = given(response, operation, paging[0]) if paging else None
    if read_token(token) is None:
        return
    response.our_token = token
    plain = response._get_param

    def hidden(name, *default, **named):
        # One service calls the default `if_none`.
        value = plain(name, *default, **named)
        return next(iter([*default, *named.values()]), None) if value == token else value

    response._get_param = hidden


def install():
    serialized, call_action = BaseResponse.serialized, BaseResponse.call_action

    def cut_result(self, result):
        operation = None if isinstance(result.result, Exception) else operation_of(self)
        if operation and type(result) is PaginatedResult and paging_of(self.boto3_service_name, operation.name):
            # Moto would cut it itself, but only as short as it is asked to.
            result = ActionResult(result._result)
        if operation and type(result) is ActionResult:
            cut(self, operation, result._result)
        self.is_cut = True
        return serialized(self, result)

    def cut_body(self):
        operation = operation_of(self)
        if operation:
            hide_token(self, operation)
        status, headers, body = call_action(self)
        if int(status) != 200 or getattr(self, "is_cut", False) or not operation or not operation.output_shape:
            return status, headers, body
        try:
            answer = json.loads(body)
        except (TypeError, ValueError):
            return status, headers, body
        wire = {name: shape.serialization.get("name", name) for name, shape in operation.output_shape.members.items()}
        names = {spelling: name for name, spelling in wire.items()}
        answer = {names.get(key, key): value for key, value in answer.items()}
        cut(self, operation, answer)
        return status, headers, json.dumps({wire.get(key, key): value for key, value in answer.items()})

    BaseResponse.serialized, BaseResponse.call_action = cut_result, cut_body
    if FORCED:
        shorten()


def shorten():
    """Also where moto cuts pages itself."""
    from moto.utilities.paginator import Paginator

    start = Paginator.__init__

    def short(self, max_results, max_results_default, *rest, **named):
        size = min(int(max_results or max_results_default or FORCED), FORCED)
        start(self, size, max_results_default, *rest, **named)

    Paginator.__init__ = short
