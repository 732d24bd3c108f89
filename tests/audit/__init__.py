"""Tests of the audit: what it says, to whom, and that it cannot be altered unnoticed."""
