"""Writes of content: drafts, versions, variants, images, the gallery that comes with the product."""

from acuerdo.content.operations.assets import add_asset
from acuerdo.content.operations.gallery import GALLERY, gallery_files, load_gallery
from acuerdo.content.operations.templates import (
    CannotPublish,
    DraftChanged,
    TemplateInUse,
    archive_template,
    create_template,
    publish_template,
    save_draft,
)
from acuerdo.content.operations.variants import CannotCopyVariant, copy_variant, duplicate_template, restore_version
from acuerdo.content.rules.pictures import NotAPicture

__all__ = [
    "GALLERY",
    "CannotCopyVariant",
    "CannotPublish",
    "DraftChanged",
    "NotAPicture",
    "TemplateInUse",
    "add_asset",
    "archive_template",
    "copy_variant",
    "create_template",
    "duplicate_template",
    "gallery_files",
    "load_gallery",
    "publish_template",
    "restore_version",
    "save_draft",
]
