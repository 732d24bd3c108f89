"""Role profiles: what a role asks of somebody, level by level, and where one can go from it.

- A **role profile** pins the version of the framework that it was written against. Each time it is
  published, what it says is kept for good as one **version**.
- A **pathway** leads from one role to another, or into one from outside.
- A **role assignment** says which role a person has, from one day until another.
- `declaring` takes over the roles of a declared model.
"""
