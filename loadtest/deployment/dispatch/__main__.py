"""Start the dispatch application: ``python -m loadtest.deployment.dispatch --config FILE``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from loadtest.deployment.dispatch.config import ConfigError, load_config
from loadtest.deployment.dispatch.server import BAD_SETTINGS, serve


def main() -> int:
    """Read the arguments and serve; return the exit code."""
    parser = argparse.ArgumentParser(prog="dispatch", description="112 dispatch application")
    parser.add_argument("--config", type=Path, required=True, help="settings, TOML or JSON")
    arguments = parser.parse_args()
    try:
        config = load_config(arguments.config)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return BAD_SETTINGS
    return serve(config)


if __name__ == "__main__":
    sys.exit(main())
