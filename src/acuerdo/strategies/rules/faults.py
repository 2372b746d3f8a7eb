"""Faults of a strategy by name: where, what, and what to do about it."""

import dataclasses
from typing import Any

from acuerdo.strategies.rules.words import gettext_noop as _


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `step` is the id of the step, `field` the setting or outlet in it, `line` the line of the file."""

    code: str
    step: str | None = None
    field: str | None = None
    line: int | None = None
    details: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong, in English; `queries.fault_in_words` says it in the reader's language."""
        return TEXTS[self.code][0] % self.details

    @property
    def remedy(self) -> str:
        """What to do about it, in English."""
        return TEXTS[self.code][1] % self.details

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line else []
        where += [f"step {self.step}"] if self.step else []
        where += [self.field] if self.field else []
        return f"{', '.join(where) or 'strategy'}: {self.message} {self.remedy}"


TEXTS: dict[str, tuple[str, str]] = {
    # The file
    "not_text": (_("The file is not text in UTF-8."), _("Save it as UTF-8 text.")),
    "empty_file": (_("The file is empty."), _("Begin with a strategy exported from the list.")),
    "too_large": (_("The file is larger than %(limit)s."), _("A strategy is a few kilobytes: check the file.")),
    "yaml_syntax": (
        _("This is not valid YAML: %(problem)s."),
        _("Check indentation, colons and quotes on this line."),
    ),
    "no_alias": (
        _("Anchors and aliases (& and *) are not allowed."),
        _("Write the value again in full."),
    ),
    "unknown_tag": (_("The tag %(tag)s is not allowed."), _("Remove the tag and write the plain value.")),
    "too_deep": (_("Values are nested too deeply."), _("Rules may be nested 12 levels deep.")),
    "duplicate_key": (_("“%(key)s” appears twice."), _("Remove or rename one of them.")),
    "not_a_mapping": (_("This must be a list of “name: value” pairs."), _("Indent the values under their names.")),
    "unknown_key": (_("“%(key)s” is not known here."), _("Use one of: %(known)s.")),
    # The document
    "bad_document": (_("This value does not fit: %(problem)s."), _("Correct the value.")),
    "edge_from_nowhere": (
        _("A connection comes from “%(step)s”, which does not exist."),
        _("Remove the connection or add the step."),
    ),
    "duplicate_id": (_("Two steps are called “%(step)s”."), _("Rename one of them.")),
    "unknown_kind": (_("There is no kind of step called “%(kind)s”."), _("Use one of: %(known)s.")),
    "no_entry": (_("There is no entry."), _("Add a step of kind “entry”.")),
    "two_entries": (_("There is more than one entry: %(steps)s."), _("Keep one and remove the others.")),
    "wrong_start": (_("The start “%(start)s” is not the entry."), _("Write the id of the entry step as start.")),
    "unknown_exit": (_("There is no exit rule called “%(exit)s”."), _("Use any of: %(known)s.")),
    # Settings
    "missing_field": (_("The setting “%(field)s” is missing."), _("Fill it in.")),
    "unknown_field": (_("This kind of step has no setting “%(field)s”."), _("Remove it; known are: %(known)s.")),
    "bad_value": (_("The value of “%(field)s” does not fit: %(problem)s."), _("Correct the value.")),
    "bad_duration": (
        _("“%(given)s” is not a duration."),
        _("Write days as P3D, hours as PT12H, weeks as P2W; at most two years, no months."),
    ),
    "wait_one_way": (
        _("The wait does not say how long, or says it in two ways."),
        _("Set exactly one of: for, until, until_date, best_hour."),
    ),
    "weekdays_without_until": (_("Weekdays need a local time."), _("Set “until”, or remove the weekdays.")),
    "bad_rule": (_("This is not a rule."), _("Use all, any, not, or a condition with fact, op and value.")),
    "unknown_fact": (_("There is no fact called “%(fact)s”."), _("Choose a fact from the list, or declare it.")),
    "bad_condition": (_("The condition on “%(fact)s” does not fit: %(problem)s."), _("Correct the condition.")),
    "unknown_segment": (
        _("There is no segment called “%(name)s”."),
        _("Choose a segment of this creditor or for all; it may have been archived."),
    ),
    "unknown_list": (
        _("There is no list called “%(name)s”."),
        _("Choose a list of this creditor; it may have been archived."),
    ),
    "segment_circle": (
        _("The segment “%(name)s” leads back to itself."),
        _("Take one of the segments that name one another out of its rule."),
    ),
    "faulty_segment": (
        _("The segment “%(name)s” has a fault of its own: %(problem)s."),
        _("Open the segment and correct its rule."),
    ),
    "not_a_date": (_("“%(fact)s” is not a date."), _("Choose a fact that is a date.")),
    "only_own_facts": (
        _("“%(fact)s” cannot be set by a strategy."),
        _("Choose one of the creditor's own facts (custom.…); all others follow from what happens."),
    ),
    "bad_fact_value": (_("The value does not fit “%(fact)s”: %(problem)s."), _("Correct the value.")),
    "not_a_plain_value": (
        _("This is no value for a fact."),
        _("Write a text of up to 500 characters, a number, true or false."),
    ),
    "entry_without_rule": (_("The entry does not say who enters."), _("Write the rule, or let an event bring cases.")),
    "missing_for_trigger": (_("“%(field)s” is missing for this kind of entry."), _("Fill it in.")),
    "not_for_this_trigger": (
        _("“%(field)s” has no use when the trigger is “%(trigger)s”."),
        _("Remove it, or choose the trigger it belongs to."),
    ),
    "days_before_due": (
        _("Days before the due date and the event do not fit together."),
        _("Set “days_before” with the event “due_approaching”, and only with it."),
    ),
    "last_before_first": (
        _("The last day is before the first."),
        _("Choose a last day on or after the first, or leave one of them empty."),
    ),
    "template_missing": (_("The message has no text."), _("Choose a template.")),
    "templates_missing": (
        _("The best channel needs a text for each channel."),
        _("Choose a template for e-mail and one for SMS."),
    ),
    "template_not_here": (
        _("One template cannot serve every channel."),
        _("Move it under “templates”, or choose one channel."),
    ),
    "templates_not_here": (
        _("Templates for several channels have no use here."),
        _("Set “template”, or choose the best channel."),
    ),
    "shares_sum": (_("The shares add up to %(sum)s, not to 100."), _("Change them until they add up to 100.")),
    "settlement_without_discount": (_("A settlement needs a discount."), _("Set “discount_percent”.")),
    "settlement_with_instalments": (
        _("A settlement is paid at once, without instalments."),
        _("Remove the instalments, or offer a plan."),
    ),
    "plan_without_instalments": (_("A plan needs its number of instalments."), _("Set “instalments”.")),
    "only_people_lift": (
        _("A strategy may not lift such a hold: the law or the person put it there."),
        _("Choose a hold of ours, or give the work to an agent."),
    ),
    "bad_text": (
        _("This is not a text."),
        _("Write one text, or one for each language (es, en); at most 200 signs."),
    ),
    "bad_url": (_("“%(given)s” is not a web address that begins with https://."), _("Correct the address.")),
    "unknown_strategy": (_("There is no live strategy called “%(strategy)s”."), _("Choose a live strategy.")),
    "goes_to_itself": (_("The strategy goes to itself."), _("Choose another strategy, or end here.")),
    "unknown_template": (
        _("There is no published template called “%(template)s”."),
        _("Choose a published template of this channel."),
    ),
    "template_channel": (
        _("The template “%(template)s” is for %(other)s, not for %(channel)s."),
        _("Choose a template of this channel."),
    ),
    # The graph
    "unknown_outlet": (_("This step has no way out called “%(outlet)s”."), _("Use one of: %(known)s.")),
    "duplicate_outlet": (_("Two ways out are called “%(outlet)s”."), _("Rename one of them.")),
    "outlet_twice": (_("The way out “%(outlet)s” leads to two steps."), _("Keep one of the connections.")),
    "dead_outlet": (_("The way out “%(outlet)s” leads nowhere."), _("Connect it to a step, or to an end.")),
    "unknown_target": (
        _("The way out “%(outlet)s” leads to “%(to)s”, which does not exist."),
        _("Connect it to a step that exists."),
    ),
    "unreachable": (_("No way leads here from the entry."), _("Connect it, or remove it.")),
    "into_entry": (_("A way leads back into the entry."), _("Lead it to the step after the entry.")),
    "loop_without_wait": (
        _("The steps %(steps)s go round in a circle without waiting."),
        _("Put a wait into the circle; a wait until a date does not count, for the date may be past."),
    ),
}
