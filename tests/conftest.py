"""How Hypothesis is asked: `--hypothesis-profile=first-failure` shows a failure as it was met."""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile("first-failure", phases=[Phase.explicit, Phase.generate])
