"""Pictures that mail programs and pages fetch from us: uploaded images, and the QR of a link."""
