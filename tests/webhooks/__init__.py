"""Webhook endpoints, and what they are sent."""
