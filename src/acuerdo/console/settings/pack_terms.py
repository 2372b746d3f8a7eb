"""Single terms of policy packs in the reader's words. The codes are those of the packs that come with us."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TERMS: Mapping[str, Promise] = {
    # who a call or text shows
    "es_mobile_6": _("a Spanish mobile number with 6"),
    "es_mobile_7": _("a Spanish mobile number with 7"),
    "cnmc_alias_registry": _("the register of names for SMS (CNMC)"),
    # what texts say
    "first_contact": _("the first contact"),
    "creditor_name": _("the creditor"),
    "collector_name_and_role": _("who collects for whom"),
    "debt_reference_to_verified_debtor": _("which debt (once we know who it is)"),
    "amount_breakdown": _("what the amount is made of"),
    "payment_methods": _("how to pay"),
    "dispute_channel": _("how to dispute"),
    "data_protection_art13_14": _("data protection"),
    "adr_information": _("mediation"),
    "court_lookalike": _("what looks like a court"),
    "threat_not_legally_available": _("a threat the law does not allow"),
    "public_envelope_marking": _("signs of debt on the envelope"),
    "ask_reason_for_default": _("a question why it was not paid"),
    "payment_alternatives": _("other ways to pay"),
    "attempting_to_collect_a_debt": _("that we try to collect a debt"),
    "information_used_for_that_purpose": _("that what we learn serves that end"),
    "from_a_debt_collector": _("that it comes from a debt collector"),
    # notices
    "debt_sold": _("the sale of the debt"),
    "litigious_debt_sold": _("the sale of a debt in court"),
    "consumer_credit": _("consumer credit"),
    "bank_loan_non_performing": _("unpaid bank loans"),
    "first_demand": _("the first demand"),
    "first_collection": _("the first contact about it"),
    "initial_communication": _("the first message"),
    "receipt": _("receipt"),
    "new_creditor": _("the new creditor"),
    "transfer_date": _("the day of the sale"),
    "purchaser_identity_and_contact": _("the buyer"),
    "servicer_identity_and_contact": _("who collects"),
    "authorisation_proof": _("the licence"),
    "contact_point": _("where to ask"),
    "amounts_split": _("what the amount is made of"),
    "applicable_law_statement": _("the law that applies"),
    "complaint_authority": _("where to complain"),
    # court
    "declarative_claim": _("an ordinary claim"),
    "juicio_verbal": _("a small claim"),
    "monitorio": _("a payment order"),
    "executive_claim": _("enforcement"),
    "cambiario": _("bills of exchange"),
    "european_payment_order": _("the European payment order"),
    "european_small_claims": _("European small claims"),
    "precautionary_measures": _("interim measures"),
    "court_action": _("a claim in court"),
    "extrajudicial_demand": _("a demand out of court"),
    "debtor_acknowledgement": _("the debtor's word that it is owed"),
    "lawsuit": _("lawsuit"),
    "threat_of_lawsuit": _("threat of one"),
    # help
    "mortgage_home": _("mortgages of a home"),
    "refinancing": _("refinancing"),
    "term_extension": _("a longer term"),
    "type_change": _("another kind of credit"),
    "deferral": _("deferral"),
    "lower_rate": _("a lower rate"),
    "payment_holiday": _("a pause"),
    "partial_repayment": _("part payment"),
    "currency_conversion": _("another currency"),
    "partial_forgiveness": _("part of it forgiven"),
    # lists of bad payers, records, decisions
    "certain": _("it is certain"),
    "overdue": _("it is overdue"),
    "payable": _("it can be claimed"),
    "undisputed": _("nobody disputes it"),
    "informed_in_contract_or_demand": _("the contract or the demand warned of it"),
    "express_authorisation": _("the person agreed to it"),
    "spoke_with_consumer_or_sent_notice": _("the person was spoken to or written to"),
    "contact_date": _("the contact"),
    "last_collection_activity": _("the last step"),
    "call_date": _("the call"),
    "decision_with_legal_or_similar_effect": _("decisions that weigh like legal ones"),
    "pre_legal": _("the step to court"),
    "bureau_listing": _("the list of bad payers"),
    "non_standard_plan": _("plans out of the ordinary"),
    # who may learn of a debt
    "debtor": _("the debtor"),
    "codebtor": _("who owes with them"),
    "guarantor": _("who vouches for it"),
    "authorised_representative": _("who acts for them"),
    "spouse": _("the spouse"),
    "parent_of_minor": _("a minor's parents"),
    "guardian": _("the guardian"),
    "executor": _("the executor"),
    "confirmed_successor": _("the heir"),
    "debtor_attorney": _("their lawyer"),
    "bureau": _("the keeper of lists of bad payers"),
    "creditor": _("the creditor"),
    "creditor_attorney": _("the creditor's lawyer"),
    "collector_attorney": _("our lawyer"),
}


def term(code: str) -> str:
    """A term in words; an unknown one keeps its code, with blanks."""
    return str(TERMS.get(code, code.replace("_", " ")))
