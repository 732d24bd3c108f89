"""Reads that PostgreSQL answers with the text that goes out, planned once for each operation.

graphql-core resolves field by field, which takes more than the database does. What is planned
here has one statement for each field of the root, and its rows are written as they are to be
answered with: the names, the order, the words. What the planner does not know is graphql-core's.
"""
