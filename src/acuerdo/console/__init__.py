"""Where staff works: one folder per working area, each with urls, views, forms and pages."""
