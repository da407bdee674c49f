"""Quotation checks. Never accepts a quotation that is not on the page."""
