"""Runs Cloud Custodian's own loader, schema and filters over resources that are handed in, without AWS.

Standard input:  {"now": ISO, "runs": [{"file": PATH, "resources": [
                   {"id", "resource": "ec2", "account", "region", "body": {...}}]}]}
Standard output: [{"problems": [...], "selected": [{"policy", "id", "writes"}]}], one item a run;
                 "writes" are the actions of the policy
"""

import datetime
import json
import logging
import sys
import types

import c7n.filters.core
from c7n import schema
from c7n.config import Config
from c7n.loader import PolicyLoader
from c7n.policy import get_resource_class
from c7n.resources import load_resources
from c7n.utils import load_file

RESOURCE_ID = "tagwarden:id"


def stop_the_clock(iso):
    """Ages and expirations are measured from here."""
    instant = datetime.datetime.fromisoformat(iso.replace("Z", "+00:00"))

    class AnyDatetime(type):
        def __instancecheck__(cls, value):
            return isinstance(value, datetime.datetime)

    class Stopped(metaclass=AnyDatetime):
        @staticmethod
        def now(tz=None):
            return instant

    c7n.filters.core.datetime = types.SimpleNamespace(datetime=Stopped)


def problems_of(data):
    """Custodian compares every policy of a file with every type in it; one by one says the same, sooner."""
    loader = PolicyLoader(Config.empty())
    loader.structure.validate(data)
    found = list(schema.check_unique(data) or [])
    for policy in data["policies"]:
        names = loader.structure.get_resource_types({"policies": [policy]})
        load_resources(names)
        found += loader.validator.validate({"policies": [policy]}, tuple(names))
    return [str(problem) for problem in found]


def ready_policies(data, account, region):
    config = Config.empty(account_id=account, region=region, output_dir="null://", log_group="null://", cache="")
    for policy in PolicyLoader(config).load_data(data, "memory://", validate=False):
        # What `custodian run` does with a policy before it looks at a resource.
        policy.expand_variables(policy.get_variables())
        policy.validate()
        yield policy


def select(data, account, region, group):
    for policy in ready_policies(data, account, region):
        resources = [one["body"] for one in group if one["resource"] == policy.resource_type.split(".", 1)[-1]]
        if resources and policy.is_runnable():
            writes = [action.data for action in policy.resource_manager.actions]
            for found in policy.resource_manager.filter_resources(resources):
                yield {"policy": policy.name, "id": found[RESOURCE_ID], "writes": writes}


def with_identity(one):
    """Custodian tells resources apart by an attribute of each type; where the caller left it out, the id stands in."""
    body = one["body"]
    body[RESOURCE_ID] = one["id"]
    *parents, last = get_resource_class("aws." + one["resource"]).resource_type.id.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    body.setdefault(last, one["id"])
    return one


def run(task):
    data = load_file(task["file"])
    problems = problems_of(data)
    groups = {("123456789012", "us-east-1"): []}
    for one in task["resources"]:
        groups.setdefault((one["account"], one["region"]), []).append(with_identity(one))
    selected = [found for place, group in groups.items() for found in select(data, *place, group)]
    return {"problems": problems, "selected": selected}


def main():
    logging.disable(logging.CRITICAL)
    question = json.load(sys.stdin)
    stop_the_clock(question["now"])
    names = {"aws." + one["resource"] for task in question["runs"] for one in task["resources"]}
    load_resources(tuple(names))
    json.dump([run(task) for task in question["runs"]], sys.stdout)


main()
