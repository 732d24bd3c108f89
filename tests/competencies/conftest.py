"""What stories find wrong is shown as tests show it."""

import pytest

pytest.register_assert_rewrite("tests.competencies.story")
