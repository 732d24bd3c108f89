"""Working calendars of people: a week and days off of their own, beside the organisation's."""
