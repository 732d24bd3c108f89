"""Conversation templates: the questions that a conversation goes by.

- A **template** has a name for programs, its key, and versions.
- A **version** has questions in three sections: reflection comes first, planning follows it,
  action follows planning; each text in several languages. What was published never changes.

Conversations keep the version that they began with. A few templates come with the product
(`builtin`); an organisation puts words of its own in their place by publishing a version.
"""
