"""Assessments: what somebody thinks how far a person is in a competency, and who sees that.

One says it oneself, the manager does, peers do, or evidence does: a milestone that was reached. A
row is written once; nothing of it changes but who sees it, and that it was withdrawn. There is no
prose in it.

Who sees it is known before it is written (`policy`), and `open_on` keeps since when:

- what a manager says, and evidence, is open to the person and their manager of that day at once;
- what the person says of themself is theirs alone until they share it with their manager;
- what a peer says is hidden, until as many peers as the organisation's threshold said something of
  the same person and competency. Then all of these are shown together, without author, confidence
  or day. A peer who agrees to be named is shown at once.
"""
