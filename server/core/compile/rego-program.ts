// The program half of the compiled Rego: the questions of `evaluate`, asked of the `table` that stands above it.

export const regoProgram = String.raw`
# Through a function, so that OPA does not refuse questions that this very table never answers with yes.
policy := object.union(table, {})

# One resource a question: input is { id, type, account, region, tags, managed, createdAt, now } as in an inventory
# file, account, region and type filled in. "now" is a date-time (RFC 3339) and defaults to the time of the question.

verdict := "not_applicable" if not judged_at_all

else := "not_applicable" if {
	not readable
	not applicable
}

else := "unknown" if not readable

else := "exempt" if {
	count(errors) > 0
	every violation in errors {
		violation.exemption
	}
}

else := "pending" if {
	count(errors) > 0
	in_grace
}

else := "violating" if count(errors) > 0

else := "not_applicable" if not applicable

else := "compliant"

violations contains violation if {
	judged_at_all
	readable
	some found in faults
	violation := object.union(found, exemption_mark(found.tag))
}

errors contains violation if {
	some violation in violations
	violation.severity == "error"
}

# Who is judged

judged_at_all if {
	not object.get(input, "managed", false)
	in_place(policy.scope.accounts, object.get(input, "account", ""))
	in_place(policy.scope.regions, object.get(input, "region", ""))
	is_one_of(policy.scope.types, input.type)
	not excluded
}

excluded if {
	some pattern in policy.scope.exclude
	regex.match(pattern, input.id)
}

readable if is_object(input.tags)

applicable if {
	some rule in policy.required
	is_one_of(rule.types, input.type)
}

is_one_of(patterns, _) if patterns == null

is_one_of(patterns, value) if {
	some pattern in patterns
	regex.match(pattern, value)
}

in_place(place, _) if place == null

in_place(place, _) if place.all

in_place(place, value) if {
	value != ""
	is_one_of(place.patterns, value)
}

# Time

now_ns := time.parse_rfc3339_ns(input.now)

now_ns := time.now_ns() if not input.now

in_grace if {
	policy.grace_ns > 0
	max([0, now_ns - time.parse_rfc3339_ns(created_at)]) < policy.grace_ns
}

# Without a time it is midnight, without a second the full minute, without a zone UTC.
created_at := sprintf("%sT%s%s%s", [day, filled(minute, "00:00"), filled(second, ":00"), filled(with_colon(zone), "Z")]) if {
	shape := "^(\\d{4}-\\d{2}-\\d{2})(?:T(\\d{2}:\\d{2})(?:(:\\d{2}(?:\\.\\d+)?))?(Z|[+-]\\d{2}:?\\d{2})?)?$"
	[_, day, minute, second, zone] := regex.find_all_string_submatch_n(shape, input.createdAt, 1)[0]
}

filled(text, fallback) := fallback if text == ""

filled(text, _) := text if text != ""

with_colon(zone) := zone if count(zone) != 5

with_colon(zone) := sprintf("%s:%s", [substring(zone, 0, 3), substring(zone, 3, 2)]) if count(zone) == 5

# Exemptions

covering(tag) := [exemption |
	some exemption in policy.exemptions
	is_one_of(exemption.resources, input.id)
	covers_tag(exemption, tag)
]

covers_tag(exemption, _) if exemption.tags == null

covers_tag(exemption, tag) if tag in exemption.tags

exemption_mark(tag) := {"exemption": live[0]} if {
	live := [exemption.id | some exemption in covering(tag); now_ns < exemption.expires_ms * 1000000]
	count(live) > 0
} else := {"exemptionExpired": last[0]} if {
	latest := max([exemption.expires_ms | some exemption in covering(tag)])
	last := [exemption.id | some exemption in covering(tag); exemption.expires_ms == latest]
} else := {}

# Values

blank(value) if regex.match(policy.blank, value)

value_faults(rule, value) := {fault |
	some fault in ["empty_value", "invalid_value", "invalid_format"]
	has_fault(rule, value, fault)
}

has_fault(rule, value, "empty_value") if {
	blank(value)
	not rule.allow_empty
}

has_fault(rule, value, "invalid_value") if {
	not blank(value)
	not allowed(rule, value)
}

has_fault(rule, value, "invalid_format") if {
	not blank(value)
	not formatted(rule, value)
}

allowed(rule, _) if rule.any

allowed(rule, value) if value in rule.values

allowed(rule, value) if {
	some pattern in rule.patterns
	regex.match(pattern, value)
}

formatted(rule, _) if rule.format == null

formatted(rule, value) if {
	rule.format != null
	regex.match(rule.format, value)
}

# Keys

has_tag(key) if _ = input.tags[key]

judged_keys := sort([key | some key, _ in input.tags; not startswith(key, "aws:")])

lower_of(key) := lower(replace(key, "\u0130", "i\u0307"))

loose_of(key) := replace(replace(replace(lower_of(key), " ", ""), "_", ""), "-", "")

near_keys(rule) := [key | some key in judged_keys; loose_of(key) == rule.loose]

alias_keys(rule) := [key | some key in rule.aliases; has_tag(key)]

# Demands

demanded(rule) if rule.condition == null

demanded(rule) if {
	rule.condition != null
	value := input.tags[rule.condition.tag]
	not blank(value)
	not own_error(rule.condition.tag, value)
	condition_holds(rule.condition, value)
}

condition_holds(condition, value) if value in condition.values

condition_holds(condition, value) if {
	condition.pattern != null
	regex.match(condition.pattern, value)
}

own_error(tag, value) if {
	some rule in array.concat([one | some one in policy.required; one.condition == null], policy.optional)
	rule.name == tag
	rule.severity == "error"
	is_one_of(rule.types, input.type)
	count(value_faults(rule, value)) > 0
}

own_error(tag, _) if {
	some rule in policy.forbidden
	rule.name == tag
	rule.severity == "error"
	is_one_of(rule.types, input.type)
}

demands contains rule if {
	some rule in policy.required
	is_one_of(rule.types, input.type)
	demanded(rule)
}

# Faults

faults contains {"tag": rule.name, "rule": fault, "severity": rule.severity, "found": value} if {
	some rule in demands
	value := input.tags[rule.name]
	some fault in value_faults(rule, value)
}

faults contains {"tag": rule.name, "rule": "duplicate_key_case", "severity": "warning", "foundKey": twins[0]} if {
	some rule in demands
	has_tag(rule.name)
	twins := [key | some key in judged_keys; key != rule.name; lower_of(key) == rule.lower]
}

faults contains fault if {
	some rule in demands
	not has_tag(rule.name)
	fault := absence(rule)
}

absence(rule) := found_under("deprecated_key", rule, rule.severity, alias_keys(rule)[0])

absence(rule) := found_under("key_case_mismatch", rule, mismatch_severity(rule), near_keys(rule)[0]) if {
	count(alias_keys(rule)) == 0
}

absence(rule) := {"tag": rule.name, "rule": "missing", "severity": rule.severity} if {
	count(alias_keys(rule)) == 0
	count(near_keys(rule)) == 0
}

found_under(fault, rule, severity, key) := {
	"tag": rule.name,
	"rule": fault,
	"severity": severity,
	"foundKey": key,
	"found": input.tags[key],
}

mismatch_severity(rule) := rule.severity if policy.case_sensitivity

mismatch_severity(_) := "warning" if not policy.case_sensitivity

faults contains {"tag": rule.name, "rule": fault, "severity": rule.severity, "found": value} if {
	some rule in policy.optional
	is_one_of(rule.types, input.type)
	value := input.tags[rule.name]
	some fault in value_faults(rule, value)
}

faults contains {"tag": rule.name, "rule": "forbidden_key", "severity": rule.severity, "found": value} if {
	some rule in policy.forbidden
	is_one_of(rule.types, input.type)
	value := input.tags[rule.name]
}

faults contains {"tag": key, "rule": "naming", "severity": "warning"} if {
	some key in judged_keys
	badly_named(key, input.tags[key])
}

badly_named(key, _) if count(key) > policy.naming.max_key_length

badly_named(_, value) if count(value) > policy.naming.max_value_length

badly_named(key, value) if {
	not policy.naming.allow_special_characters
	some text in [key, value]
	not regex.match("\\A[\\p{L}\\p{N}\\p{Z}+\\-=._:/@]*\\z", text)
}
`
